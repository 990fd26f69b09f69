import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  grad,
  hvp,
  jvp,
  stopGradient,
  valueAndGradWithAux,
  vjp,
} from '../../lib/autodiff/index.js';
import {
  add, cos, exp, linear, mul, ones, scalar, sin, square, sub, sum, tanh, tensor, type Tensor,
} from '../../lib/tensor/index.js'; // prettier-ignore
import { key, normal } from '../../lib/random/index.js';
import { innerProduct, shifted } from '../support/treeArithmetic.js';
import { assertClose } from '../support/naiveTensor.js';

type Scalar = (x: Tensor) => Tensor;

/** The derivative of a function of one number, in reverse or forward mode. */
const modes: Readonly<Record<string, (f: Scalar) => Scalar>> = {
  reverse: (f) => (x) => grad(f)(x),
  forward: (f) => (x) => jvp(f, x, scalar(1)).tangent,
};

const close = (actual: number, expected: number, tolerance = 1e-12): void =>
  assert.ok(
    Math.abs(actual - expected) <= tolerance * (1 + Math.abs(expected)),
    `${actual} instead of ${expected}`,
  );

const draw = (seed: number, ...shape: number[]): Tensor =>
  tensor(
    normal(
      key(seed),
      shape.reduce((size, e) => size * e, 1),
    ),
    shape,
  );

for (const [outerName, outer] of Object.entries(modes)) {
  for (const [innerName, inner] of Object.entries(modes)) {
    test(`no perturbation confusion with ${innerName} inside ${outerName} mode`, () => {
      // d/dx (x · d/dy (x + y)) = 1, not 2 (Siskind and Pearlmutter 2005)
      const f: Scalar = (x) => mul(x, inner((y) => add(x, y))(scalar(1)));
      assert.equal(outer(f)(scalar(1)).item(), 1);
      // d/dx (x · d/dy (x·y) at y = x²) = 2x
      const g: Scalar = (x) => mul(x, inner((y) => mul(x, y))(square(x)));
      assert.equal(outer(g)(scalar(3)).item(), 6);
      // the inner function does not depend on its argument
      const h: Scalar = (x) => inner(() => square(x))(scalar(2));
      assert.equal(outer(h)(scalar(5)).item(), 0);
    });

    test(`${innerName} inside ${outerName} mode gives second derivatives`, () => {
      const second = outer(inner((x) => mul(x, sin(x))));
      for (const x of [-1.3, 0, 0.4, 2]) {
        close(second(scalar(x)).item(), 2 * Math.cos(x) - x * Math.sin(x));
      }
    });
  }
}

test('four derivatives of the sine are the sine again, in any mixture of modes', () => {
  for (let mixture = 0; mixture < 16; mixture++) {
    let f: Scalar = sin;
    for (let k = 0; k < 4; k++) f = modes[(mixture >> k) & 1 ? 'forward' : 'reverse'](f);
    close(f(scalar(0.7)).item(), Math.sin(0.7));
  }
});

test('grad inside jvp inside grad keeps the three variables apart', () => {
  // d/dz (x y² sin z) at z = y is x y² cos y; its derivative in y, taken at y = x, is k(x)
  const k: Scalar = (x) =>
    jvp((y) => grad((z: Tensor) => mul(mul(x, square(y)), sin(z)))(y), x, scalar(1)).tangent;
  for (const x of [0.3, 1.1]) {
    close(k(scalar(x)).item(), 2 * x ** 2 * Math.cos(x) - x ** 3 * Math.sin(x));
    close(
      grad(k)(scalar(x)).item(),
      4 * x * Math.cos(x) - 5 * x ** 2 * Math.sin(x) - x ** 3 * Math.cos(x),
    );
  }
});

const weights = { w: draw(1, 5, 3), b: draw(2, 5), out: draw(3, 1, 5) };
const points = draw(4, 4, 3);

/** A smooth energy of a batch with parameters: Σ (out · tanh(w x + b))². */
function smoothEnergy(theta: typeof weights, x: Tensor): Tensor {
  return sum(square(linear(tanh(linear(x, theta.w, theta.b)), theta.out, ones([1]))));
}

test('the Hessian–vector product is symmetric and the gradient of the directional derivative', () => {
  const f: Scalar = (x) => smoothEnergy(weights, x);
  const [v, w] = [draw(5, 4, 3), draw(6, 4, 3)];
  const hv = hvp(f, points, v);
  close(innerProduct(w, hv), innerProduct(v, hvp(f, points, w)));
  assertClose(grad((x: Tensor) => jvp(f, x, v).tangent)(points), hv, 1e-12);
  assertClose(grad((x: Tensor) => sum(mul(grad(f)(x), v)))(points), hv, 1e-12);
  const h = 1e-5;
  const numeric = mul(
    sub(grad(f)(add(points, mul(v, h))), grad(f)(sub(points, mul(v, h)))),
    0.5 / h,
  );
  assertClose(hv, numeric, 1e-8);
});

test('the mixed derivative ∂²/∂θ∂x of an energy is that of finite differences', () => {
  const c = draw(7, 4, 3);
  const pulled = (theta: typeof weights): Tensor =>
    sum(mul(c, grad((x: Tensor) => smoothEnergy(theta, x))(points)));
  const mixed = grad(pulled)(weights);
  const direction = { w: draw(8, 5, 3), b: draw(9, 5), out: draw(10, 1, 5) };
  const h = 1e-5;
  const numeric =
    (pulled(shifted(weights, direction, h)).item() -
      pulled(shifted(weights, direction, -h)).item()) /
    (2 * h);
  close(innerProduct(mixed, direction), numeric, 1e-8);
  // Schwarz: the other order of the two derivatives
  const other = jvp((x: Tensor) => grad(smoothEnergy)(weights, x), points, c).tangent;
  for (const name of ['w', 'b', 'out'] as const) assertClose(other[name], mixed[name], 1e-11);
});

test('stopGradient cuts every level and every mode at once', () => {
  const f: Scalar = (x) => mul(x, stopGradient(exp(x)));
  for (const mode of Object.values(modes)) {
    close(mode(f)(scalar(0.5)).item(), Math.exp(0.5));
    for (const other of Object.values(modes)) {
      // the derivative of x·c is c = e^x stopped, and of that nothing is left
      assert.equal(mode(other(f))(scalar(0.5)).item(), 0);
      // a tensor of the outer level, stopped inside the inner derivative
      const g: Scalar = (x) => other((y) => mul(stopGradient(x), square(y)))(scalar(3));
      assert.equal(mode(g)(scalar(2)).item(), 0);
      assert.equal(g(scalar(2)).item(), 12);
    }
  }
  assert.equal(stopGradient(scalar(2)).item(), 2);
});

test('a stopped tensor shows its numbers inside a derivative', () => {
  let seen = 0;
  grad((x: Tensor) => {
    grad((y: Tensor) => {
      seen = stopGradient(mul(x, y)).item();
      return y;
    })(scalar(4));
    return x;
  })(scalar(3));
  assert.equal(seen, 12);
});

test('a pullback can be differentiated and can be called again', () => {
  const f = (x: Tensor): Tensor => mul(x, sin(x));
  const { pullback } = vjp(f, scalar(0.8));
  const once = pullback(scalar(1)).item();
  close(once, Math.sin(0.8) + 0.8 * Math.cos(0.8));
  assert.equal(pullback(scalar(1)).item(), once);
  // linear in the cotangent
  close(grad((w: Tensor) => mul(3, pullback(w)))(scalar(1)).item(), 3 * once);
  // with respect to the point, when taken inside
  const second = grad((x: Tensor) => vjp(f, x).pullback(scalar(1)))(scalar(0.8));
  close(second.item(), 2 * Math.cos(0.8) - 0.8 * Math.sin(0.8));
});

test('further arguments are constants of one derivative and variables of another', () => {
  const f = (x: Tensor, y: Tensor): Tensor => mul(square(x), cos(y));
  close(grad(f)(scalar(3), scalar(0.2)).item(), 6 * Math.cos(0.2));
  const mixed = grad((y: Tensor) => grad(f)(scalar(3), y));
  close(mixed(scalar(0.2)).item(), -6 * Math.sin(0.2));
});

test('auxiliary tensors come out as ordinary ones, or as those of the enclosing derivative', () => {
  const both = valueAndGradWithAux((x: Tensor) => ({ value: square(x), aux: { y: mul(x, 5) } }));
  const { value, aux, gradient } = both(scalar(3));
  assert.deepEqual([value.item(), aux.y.item(), gradient.item()], [9, 15, 6]);
  assert.equal(grad((x: Tensor) => both(x).aux.y)(scalar(3)).item(), 5);
});
