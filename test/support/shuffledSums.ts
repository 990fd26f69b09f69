import type { DType } from '../../lib/tensor/index.js';

/**
 * Arithmetic of a backend that adds in an order of its own: every sum is taken over a random permutation of
 * its terms, in a random tree, and products are fused into it or not.
 */
export class ShuffledSums {
  readonly round: (x: number) => number;

  constructor(
    readonly dtype: DType,
    private readonly random: () => number,
  ) {
    this.round = dtype === 'float32' ? Math.fround : (x) => x;
  }

  mul(a: number, b: number): number {
    return this.round(a * b);
  }

  /** Σ terms: two of them, drawn at random, are replaced by their rounded sum until one is left. */
  sum(terms: readonly number[]): number {
    const left = [...terms];
    if (left.length === 0) return 0;
    const sequential = this.random() < 0.5;
    while (left.length > 1) {
      const a = this.draw(left, sequential);
      const b = this.draw(left, false);
      left.push(this.round(a + b));
    }
    return left[0];
  }

  /** start + Σ a·b; half of the time products are fused, where the precision allows to emulate that. */
  dot(a: readonly number[], b: readonly number[], start?: number): number {
    const fused = this.dtype === 'float32' && this.random() < 0.5;
    if (!fused) {
      const products = a.map((x, k) => this.mul(x, b[k]));
      return this.sum(start === undefined ? products : [start, ...products]);
    }
    // the product of two binary32 numbers is exact in binary64
    const order = [...a.keys()].sort(() => this.random() - 0.5);
    return order.reduce((total, k) => this.round(total + a[k] * b[k]), start ?? 0);
  }

  /** Takes an element out of the list: the last, or one at random. */
  private draw(list: number[], last: boolean): number {
    const k = last ? list.length - 1 : Math.floor(this.random() * list.length);
    const [x] = list.splice(k, 1);
    return x;
  }
}

/** A quick generator of uniform numbers in [0, 1), good enough to shuffle with. */
export function mulberry32(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
