/**
 * Random numbers for the families of test problems, from a seed: Marsaglia's xorshift of 32 bits behind a
 * multiplicative start. Small seeds and plain arrays keep a counterexample one line long, where fast-check's
 * own arrays would print thousands of numbers.
 */
export class Draws {
  private state: number;

  constructor(seed: number) {
    this.state = Math.imul(seed ^ 0x5bd1e995, 0x9e3779b1) | 1;
    for (let k = 0; k < 8; k++) this.word();
  }

  /** 32 bits. */
  private word(): number {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return this.state >>> 0;
  }

  /** In [0, 1), 53 bits. */
  unit(): number {
    return (this.word() * 2 ** 21 + (this.word() >>> 11)) * 2 ** -53;
  }

  /** An integer in [from, to]. */
  integer(from: number, to: number): number {
    return from + Math.floor(this.unit() * (to - from + 1));
  }

  /** In [from, to). */
  between(from: number, to: number): number {
    return from + (to - from) * this.unit();
  }

  /** Every power of two between 2^from and 2^(to + 1) is as likely, every bit of the significand random. */
  binade(from: number, to: number): number {
    return (1 + this.unit()) * 2 ** this.integer(from, to);
  }

  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.integer(0, values.length - 1)];
  }

  fill(count: number, value: (k: number) => number): Float64Array {
    return Float64Array.from({ length: count }, (_, k) => value(k));
  }

  /** Roughly normal: the sum of twelve. */
  normal(): number {
    let sum = -6;
    for (let k = 0; k < 12; k++) sum += this.unit();
    return sum;
  }

  /** In place. */
  shuffle<T extends { length: number; [k: number]: unknown }>(values: T): T {
    for (let k = values.length - 1; k > 0; k--) {
      const other = this.integer(0, k);
      [values[k], values[other]] = [values[other], values[k]];
    }
    return values;
  }
}
