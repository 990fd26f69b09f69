import * as math from '../../lib/math/index.js';
import { anyNumbers, nearNumbers } from './inputs.js';
import type { Measurement } from './measurement.js';

type Unary = (x: number) => number;

const exponents = [0, 1, 2, 3, -1, -2, 7, 10, -13, 100, -1000, 2 ** 31];
/** Kinds of integerPower. */
const powers = exponents.map(
  (n): Unary =>
    (x) =>
      math.integerPower(x, n),
);

/** All of lib/math: one that is missing here does not compile. */
const functions: Readonly<Record<keyof typeof math, readonly Unary[]>> = {
  exp: [math.exp],
  expm1: [math.expm1],
  log: [math.log],
  log1p: [math.log1p],
  sin: [math.sin],
  cos: [math.cos],
  tanh: [math.tanh],
  logCosh: [math.logCosh],
  sigmoid: [math.sigmoid],
  softplus: [math.softplus],
  erf: [math.erf],
  erfc: [math.erfc],
  normalCdf: [math.normalCdf],
  normalQuantile: [math.normalQuantile],
  integerPower: powers,
};

/** Every function at numbers of all exponents, at ordinary ones and, where it is defined there alone, in (0, 1). */
export function* elementary(): Generator<Measurement> {
  const inputs = [
    ...anyNumbers('elementary', 2000),
    ...nearNumbers('elementary', 10000, 8),
    ...nearNumbers('levels', 2000).map((x) => Math.abs(x) % 1),
  ];
  for (const [name, kinds] of Object.entries(functions)) {
    // each number goes to one of the kinds
    const numbers = inputs.map((x, k) => kinds[k % kinds.length](x));
    yield { name: `math/${name}`, numbers };
  }
}
