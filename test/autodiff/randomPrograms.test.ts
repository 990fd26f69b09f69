import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { grad, hvp, jvp, valueAndGrad } from '../../lib/autodiff/index.js';
import { add, mul, sum } from '../../lib/tensor/index.js';
import { innerProduct, shifted } from '../support/treeArithmetic.js';
import { assertClose, assertSameBits } from '../support/naiveTensor.js';
import { directions, randomPrograms } from '../support/randomPrograms.js';

function assertNear(actual: number, expected: number, tolerance: number): void {
  const error = Math.abs(actual - expected) / (1 + Math.abs(expected));
  assert.ok(error <= tolerance, `${actual} instead of ${expected}`);
}

test('a program computes the same bits whether it is differentiated or not', () => {
  fc.assert(
    fc.property(randomPrograms, directions, ({ run, x, theta }, v) => {
      const plain = run({ x, theta });
      assertSameBits(valueAndGrad(run)({ x, theta }).value, plain);
      assertSameBits(jvp(run, { x, theta }, v).value, plain);
      const nested = jvp((p: typeof v) => valueAndGrad(run)(p), { x, theta }, v);
      assertSameBits(nested.value.value, plain);
      assertSameBits(nested.value.gradient.x, grad(run)({ x, theta }).x);
    }),
    { numRuns: 50 },
  );
});

test('the derivative of a random program is that of finite differences', () => {
  fc.assert(
    fc.property(randomPrograms, directions, ({ run, x, theta }, v) => {
      const at = (h: number): number => run(shifted({ x, theta }, v, h)).item();
      const central = (h: number): number => (at(h) - at(-h)) / (2 * h);
      const richardson = (h: number): number => (4 * central(h) - central(2 * h)) / 3;
      const numeric = richardson(1e-4);
      // programs that oscillate fast: what halving the step changes tells the error of the numeric side
      const uncertainty = Math.abs(numeric - richardson(5e-5)) / (1 + Math.abs(numeric));
      fc.pre(uncertainty < 1e-3);
      const { tangent } = jvp(run, { x, theta }, v);
      assertNear(tangent.item(), numeric, 1e-7 + 2 * uncertainty);
    }),
    { numRuns: 100 },
  );
});

test('reverse mode is the transpose of forward mode on random programs', () => {
  fc.assert(
    fc.property(randomPrograms, directions, ({ run, x, theta }, v) => {
      const { tangent } = jvp(run, { x, theta }, v);
      assertNear(innerProduct(grad(run)({ x, theta }), v), tangent.item(), 1e-12);
    }),
    { numRuns: 150 },
  );
});

test('second derivatives of random programs are symmetric and agree in three nestings', () => {
  fc.assert(
    fc.property(randomPrograms, directions, directions, ({ run, x, theta }, v, w) => {
      type Inputs = typeof v;
      const hv = hvp(run, { x, theta }, v);
      const hw = hvp(run, { x, theta }, w);
      assertNear(innerProduct(hv, w), innerProduct(hw, v), 1e-11);
      const reverseOverForward = grad((p: Inputs) => jvp(run, p, v).tangent)({ x, theta });
      const reverseOverReverse = grad((p: Inputs) => {
        const g = grad(run)(p);
        return add(sum(mul(g.x, v.x)), sum(mul(g.theta, v.theta)));
      })({ x, theta });
      for (const name of ['x', 'theta'] as const) {
        assertClose(reverseOverForward[name], hv[name], 1e-11, name);
        assertClose(reverseOverReverse[name], hv[name], 1e-11, name);
      }
      const slope = (h: number): number => innerProduct(grad(run)(shifted({ x, theta }, v, h)), w);
      const central = (h: number): number => (slope(h) - slope(-h)) / (2 * h);
      const numeric = central(1e-5);
      const uncertainty = Math.abs(numeric - central(2e-5)) / (1 + Math.abs(numeric));
      assertNear(innerProduct(hv, w), numeric, 1e-6 + 2 * uncertainty);
    }),
    { numRuns: 60 },
  );
});
