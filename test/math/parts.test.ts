/**
 * The double-double values behind the rounded functions: an error too small to show in a rounded result
 * shows here. Each bound is the one its docstring states.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { twoTo } from '../../lib/math/binary64.js';
import { low } from '../../lib/math/doubleDouble.js';
import { erfcxParts, erfParts } from '../../lib/math/erf.js';
import { exponent, expParts } from '../../lib/math/exp.js';
import { log1pParts, logParts } from '../../lib/math/log.js';
import { twoTailsParts } from '../../lib/math/normal.js';
import type { BigFloat } from '../support/bigFloat.js';
import { errorBits } from '../support/bigFloat.js';
import { anyBetween, uniform } from '../support/binary64.js';
import * as exact from '../support/exactFunctions.js';

function assertBits(
  values: fc.Arbitrary<number>,
  parts: (x: number) => number,
  oracle: (x: number) => BigFloat,
  bits: number,
  power: () => number = () => 1,
): void {
  fc.assert(
    fc.property(values, (x) => {
      const hi = parts(x);
      const lo = low[0];
      const p = power();
      const correct = -errorBits(hi * p, lo * p, oracle(x));
      assert.ok(correct >= bits, `${correct} correct bits at ${x}`);
    }),
    { numRuns: 1000, endOnFailure: true },
  );
}

test('expParts keeps 66 bits', () => {
  const power = (): number => twoTo(exponent[0]);
  assertBits(uniform(-600, 700), (x) => expParts(x, 0), exact.exp, 66, power);
  assertBits(uniform(-0.006, 0.006), (x) => expParts(x, 0), exact.exp, 66, power);
});

test('logParts keeps 60 bits, and 59 near 1', () => {
  assertBits(anyBetween(2, 1e300), (x) => logParts(x, 0), exact.log, 60);
  assertBits(uniform(0.5, 2).filter((x) => x !== 1), (x) => logParts(x, 0), exact.log, 59); // prettier-ignore
  assertBits(anyBetween(1e-30, 1), (x) => log1pParts(x, 0), exact.log1p, 59);
});

test('erfParts keeps 59 bits', () => {
  assertBits(uniform(1e-9, 1), (x) => erfParts(x, 0), exact.erf, 59);
});

test('erfcxParts keeps 58 bits', () => {
  // e^(x²) erfc x: the exponential of the oracle takes the square rounded, so only short x are fair.
  const short = fc.integer({ min: 2 ** 20, max: 27 * 2 ** 20 }).map((n) => n * 2 ** -20);
  const oracle = (x: number): BigFloat => {
    const [a, b] = [exact.erfc(x), exact.exp(x * x)];
    return { mantissa: a.mantissa * b.mantissa, exponent: a.exponent + b.exponent };
  };
  assertBits(short, (x) => erfcxParts(x, 0), oracle, 58);
});

test('twoTailsParts keeps 57 bits', () => {
  const oracle = (x: number): BigFloat => {
    const half = exact.normalCdf(-x);
    return { mantissa: half.mantissa, exponent: half.exponent + 1 };
  };
  assertBits(uniform(1.5, 34), twoTailsParts, oracle, 57, () => twoTo(exponent[0]));
});
