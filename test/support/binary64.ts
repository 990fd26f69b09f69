/** Walking through the binary64 numbers, and drawing them. */
import fc from 'fast-check';

const bits = new DataView(new ArrayBuffer(8));

/** The binary64 number `steps` places above x in their order (below for negative steps); ±0 are one. */
export function neighbour(x: number, steps: number): number {
  bits.setFloat64(0, x);
  const word = bits.getBigInt64(0);
  const order = word < 0n ? -(word & 0x7fffffffffffffffn) : word;
  const next = order + BigInt(steps);
  bits.setBigInt64(0, next < 0n ? -next | -0x8000000000000000n : next);
  return bits.getFloat64(0);
}

/** x and its nearest few neighbours on both sides. */
export function around(x: number): number[] {
  return [-3, -2, -1, 0, 1, 2, 3].map((steps) => neighbour(x, steps));
}

/** Evenly distributed over [min, max), in steps of 2^-54 of its length. */
export function uniform(min: number, max: number): fc.Arbitrary<number> {
  const part = fc.integer({ min: 0, max: 2 ** 27 - 1 });
  return fc.tuple(part, part).map(([a, b]) => min + (max - min) * (a * 2 ** -27 + b * 2 ** -54));
}

/** Evenly distributed over the binary64 numbers in [min, max]: every binade is as likely. */
export function anyBetween(min: number, max: number): fc.Arbitrary<number> {
  return fc.double({ min, max, noNaN: true });
}
