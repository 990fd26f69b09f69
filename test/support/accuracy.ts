/** What the accuracy tests ask of each function: where to look, and how large an error to allow. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import fc from 'fast-check';
import * as math from '../../lib/math/index.js';
import type { BigFloat } from './bigFloat.js';
import { ulpError } from './bigFloat.js';
import { anyBetween, around, uniform } from './binary64.js';
import * as exact from './exactFunctions.js';

export interface AccuracyCase {
  readonly name: string;
  readonly computed: (x: number) => number;
  /** The value at x; `near` is the computed one, a starting point where an equation must be solved. */
  readonly exact: (x: number, near: number) => BigFloat;
  /** Largest |computed − exact|/ulp(exact) allowed. */
  readonly bound: number;
  readonly ranges: readonly fc.Arbitrary<number>[];
  /** Ends of the domain, points where the algorithm changes, and arguments known to be hard. */
  readonly boundaries: readonly number[];
  /** Least and largest argument with a finite result, all finite numbers if not given. */
  readonly domain?: readonly [number, number];
}

const signed = (values: readonly number[]): number[] => values.flatMap((v) => [v, -v]);
const sixteenths = (from: number, to: number): number[] =>
  Array.from({ length: (to - from) * 16 + 1 }, (_, i) => from + i / 16);
const HUGE = Number.MAX_VALUE;
const TINY = Number.MIN_VALUE;
const NORMAL = 2 ** -1022;

/** Multiples of π/2 to which a binary64 number comes closest, and huge arguments. */
const hardAngles = [
  6381956970095103 * 2 ** 797, 5.319372648326541e255, 16367173 * 2 ** 72, 1e22, HUGE, 2 ** 1023,
  2 ** 20, 2 ** 120, 3.141592653589793, 1.5707963267948966, 0.7853981633974483, 4.71238898038469,
  823549.6645, 710 * Math.PI, 355, 0.78, 1e-9,
]; // prettier-ignore

export const accuracyCases: readonly AccuracyCase[] = [
  {
    name: 'exp',
    computed: math.exp,
    exact: exact.exp,
    bound: 0.512,
    ranges: [uniform(-10, 10), uniform(-707, 709), anyBetween(-745, 709.7)],
    boundaries: [...signed([0, 708, 0.005415212348514945, 1, 1e-300]), 709.782712893384],
  },
  {
    name: 'exp with subnormal results',
    computed: math.exp,
    exact: exact.exp,
    bound: 0.51,
    ranges: [uniform(-745.2, -708.3)],
    boundaries: [-708.3964185322641, -745.1332191019411, -744.4400719213812],
  },
  {
    name: 'expm1',
    computed: math.expm1,
    exact: exact.expm1,
    bound: 0.52,
    ranges: [uniform(-1, 1), uniform(-40, 60), uniform(-0.01, 0.01), anyBetween(-50, 709.7)],
    boundaries: signed([0, 0.005, 40, 60, 2 ** -54, TINY, NORMAL, 709.782712893384]),
  },
  {
    name: 'log',
    computed: math.log,
    exact: exact.log,
    bound: 0.52,
    ranges: [uniform(0.9, 1.1), uniform(0, 4), anyBetween(TINY, HUGE), anyBetween(0.99, 1.01)],
    domain: [TINY, HUGE],
    boundaries: [TINY, NORMAL, HUGE, 0.70703125, 1.4140625, 1 - 2 ** -8, 1 + 2 ** -7, 1, 2, 0.5],
  },
  {
    name: 'log1p',
    computed: math.log1p,
    exact: exact.log1p,
    bound: 0.52,
    ranges: [uniform(-1, 1), anyBetween(-0.9999999999999999, HUGE), uniform(-0.01, 0.01)],
    domain: [-1 + 2 ** -53, HUGE],
    boundaries: [...signed([TINY, NORMAL, 2 ** -8, 2 ** -54, 0.5]), 2 ** 60, -0.9999999999, HUGE],
  },
  {
    name: 'tanh',
    computed: math.tanh,
    exact: exact.tanh,
    bound: 0.52,
    ranges: [uniform(-2, 2), uniform(-23, 23), uniform(-0.07, 0.07), anyBetween(-HUGE, HUGE)],
    boundaries: signed([TINY, NORMAL, 1e-9, 0.0625, 22, 19.06]),
  },
  {
    name: 'sigmoid',
    computed: math.sigmoid,
    exact: exact.sigmoid,
    bound: 0.52,
    ranges: [uniform(-10, 10), uniform(-708, 40), anyBetween(-708, HUGE)],
    boundaries: signed([TINY, 0, 45, 36.7, 37.43]),
  },
  {
    name: 'softplus',
    computed: math.softplus,
    exact: exact.softplus,
    bound: 0.52,
    ranges: [uniform(-10, 10), uniform(-708, 50), anyBetween(-708, HUGE)],
    boundaries: signed([TINY, 0, 45, 5.545177444479562, 36.7]),
  },
  {
    name: 'sigmoid and softplus with subnormal results',
    computed: (x) => (x > 0 ? math.softplus(-x) : math.sigmoid(x)),
    exact: (x) => (x > 0 ? exact.softplus(-x) : exact.sigmoid(x)),
    bound: 0.51,
    ranges: [uniform(-745.2, -708.3), uniform(708.3, 745.2)],
    boundaries: signed([708.3964185322641, 745.1332191019411]),
  },
  {
    name: 'logCosh',
    computed: math.logCosh,
    exact: exact.logCosh,
    bound: 0.52,
    ranges: [uniform(-2, 2), uniform(-30, 30), uniform(-0.15, 0.15), anyBetween(-HUGE, HUGE)],
    boundaries: signed([TINY, 1e-170, 1e-162, 2e-162, 2e-154, 1e-100, 0.125, 2.77, 25, HUGE]),
  },
  {
    name: 'sin',
    computed: math.sin,
    exact: exact.sin,
    bound: 0.52,
    ranges: [uniform(-4, 4), uniform(-1e6, 1e6), anyBetween(-HUGE, HUGE)],
    boundaries: signed([TINY, NORMAL, ...hardAngles]),
  },
  {
    name: 'cos',
    computed: math.cos,
    exact: exact.cos,
    bound: 0.52,
    ranges: [uniform(-4, 4), uniform(-1e6, 1e6), anyBetween(-HUGE, HUGE)],
    boundaries: signed([TINY, NORMAL, ...hardAngles]),
  },
  {
    name: 'erf',
    computed: math.erf,
    exact: exact.erf,
    bound: 0.52,
    ranges: [uniform(-1, 1), uniform(-6, 6), anyBetween(-HUGE, HUGE)],
    boundaries: signed([TINY, NORMAL, 1e-200, 0.125, 1, 6, 5.8, ...sixteenths(0, 4)]),
  },
  {
    name: 'erfc',
    computed: math.erfc,
    exact: exact.erfc,
    bound: 0.52,
    ranges: [uniform(-6, 27.3), uniform(0, 2), anyBetween(-HUGE, 26.5)],
    boundaries: [...signed([TINY, 0.125, 1, 2, 4, 6]), 8, 16, 26.5, 27.22, ...sixteenths(0, 4)],
  },
  {
    name: 'normalCdf',
    computed: math.normalCdf,
    exact: exact.normalCdf,
    bound: 0.52,
    ranges: [uniform(-3, 3), uniform(-37.5, 9), anyBetween(-37.5, HUGE)],
    boundaries: [
      ...signed([TINY, 1e-30, 0.17677669529663687, 1.3977284600257867, 1.5, 8.2, 9]),
      -37.5,
      -22.6274,
    ],
  },
  {
    name: 'erfc and normalCdf with subnormal results',
    computed: (x) => (x > 0 ? math.erfc(x) : math.normalCdf(x)),
    exact: (x) => (x > 0 ? exact.erfc(x) : exact.normalCdf(x)),
    bound: 0.51,
    ranges: [uniform(26.5, 27.3), uniform(-38.6, -37.5)],
    boundaries: [26.543258, 27.226017, -37.5193, -38.4674, -38.4854, 28, -39],
  },
  {
    name: 'normalQuantile',
    computed: math.normalQuantile,
    exact: exact.normalQuantile,
    bound: 0.52,
    ranges: [
      uniform(0, 1),
      uniform(0, 0.002),
      uniform(0.45, 0.55),
      anyBetween(TINY, 0.5),
      anyBetween(2 ** -53, 2 ** -4).map((q) => 1 - q),
      anyBetween(2 ** -53, 2 ** -4).map((u) => 0.5 + u),
    ],
    domain: [TINY, 1 - 2 ** -53],
    boundaries: [
      TINY, 2 * TINY, 1e-320, NORMAL, 2 ** -10, 2 ** -9, 2 ** -5, 0.25, 0.46875, 0.53125, 0.5, 0.75,
      1 - 2 ** -10, 1 - 2 ** -53,
    ], // prettier-ignore
  },
];

/** Measures the error of `runs` random arguments and all boundaries; fails above the bound. */
export function assertAccurate(t: TestContext, test: AccuracyCase, runs: number): void {
  let worst = { error: 0, x: NaN };
  const [least, most] = test.domain ?? [-HUGE, HUGE];
  const check = (x: number): void => {
    if (x < least || x > most || !Number.isFinite(x)) return;
    const y = test.computed(x);
    const error = ulpError(y, test.exact(x, y));
    if (error > worst.error) worst = { error, x };
    assert.ok(error <= test.bound, `${test.name}(${x}) = ${y} is ${error} ulp off`);
  };
  for (const boundary of test.boundaries) around(boundary).forEach(check);
  const share = Math.ceil(runs / test.ranges.length);
  for (const range of test.ranges) {
    // A counterexample is one number: shrinking would only wander.
    fc.assert(fc.property(range, check), { numRuns: share, endOnFailure: true });
  }
  t.diagnostic(`${test.name}: at most ${worst.error.toFixed(4)} ulp, at ${worst.x}`);
}
