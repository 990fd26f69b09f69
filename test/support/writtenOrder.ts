/*
 * The orders of docs/arithmetic.md section 2, stated as slowly and literally as they can be.
 */

type Round = (x: number) => number;

/** 2.2: chunks of 32; element r of a chunk to lane r mod 4; (l₀ + l₁) + (l₂ + l₃); chunks ascending. */
export function writtenSum(values: readonly number[], round: Round): number {
  let total = 0;
  for (let first = 0; first < values.length; first += 32) {
    const lanes = [0, 0, 0, 0];
    values.slice(first, first + 32).forEach((value, r) => {
      lanes[r % 4] = round(lanes[r % 4] + value);
    });
    const left = round(lanes[0] + lanes[1]);
    const right = round(lanes[2] + lanes[3]);
    total = round(total + round(left + right));
  }
  return total;
}

/** 2.1: start + x₀y₀ + x₁y₁ + …, every product and every sum rounded. */
export function writtenDot(
  start: number,
  x: readonly number[],
  y: readonly number[],
  round: Round,
): number {
  let total = start;
  x.forEach((value, p) => {
    const product = round(value * y[p]);
    total = round(total + product);
  });
  return total;
}
