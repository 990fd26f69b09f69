/** Values fixed by IEEE 754 (section 9.2) and C99 Annex F, or exact by mathematics; compared with Object.is. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as math from '../../lib/math/index.js';

const TINY = Number.MIN_VALUE;
const LN2 = 0.6931471805599453;

const table: Record<string, readonly (readonly [number, number])[]> = {
  exp: [[0, 1], [-0, 1], [Infinity, Infinity], [-Infinity, 0], [710, Infinity], [-746, 0], [TINY, 1]],
  expm1: [[0, 0], [-0, -0], [Infinity, Infinity], [-Infinity, -1], [-41, -1], [TINY, TINY]],
  log: [[1, 0], [0, -Infinity], [-0, -Infinity], [Infinity, Infinity], [-TINY, NaN], [-Infinity, NaN]],
  log1p: [[0, 0], [-0, -0], [-1, -Infinity], [Infinity, Infinity], [-1.5, NaN], [-TINY, -TINY]],
  tanh: [[0, 0], [-0, -0], [Infinity, 1], [-Infinity, -1], [1e300, 1], [-TINY, -TINY]],
  sigmoid: [[0, 0.5], [-0, 0.5], [Infinity, 1], [-Infinity, 0], [-746, 0], [TINY, 0.5]],
  softplus: [[0, LN2], [-0, LN2], [Infinity, Infinity], [-Infinity, 0], [1e300, 1e300]],
  logCosh: [[0, 0], [-0, 0], [Infinity, Infinity], [-Infinity, Infinity], [-1e308, 1e308], [TINY, 0]],
  sin: [[0, 0], [-0, -0], [Infinity, NaN], [-Infinity, NaN], [-TINY, -TINY]],
  cos: [[0, 1], [-0, 1], [Infinity, NaN], [-Infinity, NaN], [TINY, 1]],
  erf: [[0, 0], [-0, -0], [Infinity, 1], [-Infinity, -1], [-7, -1], [TINY, TINY]],
  erfc: [[0, 1], [-0, 1], [Infinity, 0], [-Infinity, 2], [28, 0], [-7, 2]],
  normalCdf: [[0, 0.5], [-0, 0.5], [Infinity, 1], [-Infinity, 0], [-39, 0], [9, 1]],
  normalQuantile: [[0, -Infinity], [-0, -Infinity], [1, Infinity], [0.5, 0], [1.5, NaN], [-TINY, NaN], [Infinity, NaN]],
}; // prettier-ignore

describe('special values', () => {
  for (const [name, rows] of Object.entries(table)) {
    const f = math[name as keyof typeof math] as (x: number) => number;
    for (const [x, y] of [...rows, [NaN, NaN] as const]) {
      test(`${name}(${Object.is(x, -0) ? '-0' : x}) is ${Object.is(y, -0) ? '-0' : y}`, () => {
        assert.ok(Object.is(f(x), y), `${name} gives ${f(x)}`);
      });
    }
  }

  test('exp overflows exactly where its value passes the largest number', () => {
    assert.ok(math.exp(709.782712893384) < Infinity);
    assert.equal(math.exp(709.7827128933841), Infinity);
    assert.equal(math.exp(-745.1332191019411), TINY);
    assert.equal(math.exp(-745.1332191019412), 0);
  });
});
