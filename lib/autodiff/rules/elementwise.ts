import {
  add, broadcastTo, cos, div, equal, exp, less, lessEqual, mul, neg, sigmoid, sign, sin, square, sub,
  tanh, where, type Binary, type Tensor, type Unary,
} from '../../tensor/index.js'; // prettier-ignore
import type { ArgumentRule, Rule } from './rule.js';
import { unbroadcast } from './unbroadcast.js';

/** dy = y′(x) dx: multiplication by the derivative, which is its own transpose. */
function scaled<P extends Unary>(derivative: (x: Tensor, y: Tensor) => Tensor): Rule<P> {
  const rule: ArgumentRule<P> = (t, { inputs: [x], output }) => mul(t, derivative(x, output));
  return { jvp: [rule], vjp: [rule] };
}

/** A derivative that is a diagonal linear map of t, written out. */
function diagonal<P extends Unary | 'clamp'>(rule: ArgumentRule<P>): Rule<P> {
  return { jvp: [rule], vjp: [rule] };
}

/** As `diagonal`, for two operands that may have been broadcast. */
function diagonalPair<P extends Binary>(first: ArgumentRule<P>, second: ArgumentRule<P>): Rule<P> {
  const pair = [first, second];
  return {
    jvp: pair.map((rule) => (t, site, k) => broadcastTo(rule(t, site, k), site.output.shape)),
    vjp: pair.map((rule) => (g, site, k) => unbroadcast(rule(g, site, k), site.inputs[k].shape)),
  };
}

/** 1 where `a` decides, ½ at a tie, 0 where `b` decides. */
function share(decides: Tensor, a: Tensor, b: Tensor): Tensor {
  return add(decides, mul(equal(a, b), 0.5));
}

const SQRT_2PI = Math.sqrt(2 * Math.PI);

export const elementwise = {
  // d(−x) = −dx
  neg: diagonal((t) => neg(t)),
  // d|x| = sign x · dx
  abs: scaled((x) => sign(x)),
  // d√x = dx / 2√x
  sqrt: diagonal((t, { output }) => div(t, mul(output, 2))),
  // d eˣ = eˣ dx
  exp: scaled((_, y) => y),
  // d(eˣ − 1) = eˣ dx
  expm1: scaled((x) => exp(x)),
  // d log x = dx / x
  log: diagonal((t, { inputs: [x] }) => div(t, x)),
  // d log(1 + x) = dx / (1 + x)
  log1p: diagonal((t, { inputs: [x] }) => div(t, add(x, 1))),
  // d sin x = cos x dx
  sin: scaled((x) => cos(x)),
  // d cos x = −sin x dx
  cos: scaled((x) => neg(sin(x))),
  // d tanh x = (1 − tanh² x) dx
  tanh: scaled((_, y) => sub(1, square(y))),
  // dσ = σ (1 − σ) dx
  sigmoid: scaled((_, y) => mul(y, sub(1, y))),
  // d log(1 + eˣ) = σ(x) dx
  softplus: scaled((x) => sigmoid(x)),
  // d log cosh x = tanh x dx
  logCosh: scaled((x) => tanh(x)),
  // d erf x = 2/√π e^(−x²) dx
  erf: scaled((x) => mul(exp(neg(square(x))), 2 / Math.sqrt(Math.PI))),
  // dΦ = φ(x) dx
  normalCdf: scaled((x) => div(exp(mul(square(x), -0.5)), SQRT_2PI)),
  // dΦ⁻¹ = dx / φ(Φ⁻¹(x))
  normalQuantile: scaled((_, y) => mul(exp(mul(square(y), 0.5)), SQRT_2PI)),
  // d max(x, 0) = [x > 0] dx
  relu: diagonal((t, { inputs: [x] }) => where(less(0, x), t, 0)),
  // d clamp(x) = [lower ≤ x ≤ upper] dx
  clamp: diagonal((t, { inputs: [x], params: { lower, upper } }) =>
    where(mul(lessEqual(lower, x), lessEqual(x, upper)), t, 0),
  ),

  // d(a + b) = da + db
  add: diagonalPair((t) => t, (t) => t), // prettier-ignore
  // d(a − b) = da − db
  sub: diagonalPair((t) => t, (t) => neg(t)), // prettier-ignore
  // d(ab) = b da + a db
  mul: diagonalPair(
    (t, { inputs: [, b] }) => mul(t, b),
    (t, { inputs: [a] }) => mul(t, a),
  ),
  // d(a/b) = da / b − (a/b) db / b
  div: diagonalPair(
    (t, { inputs: [, b] }) => div(t, b),
    (t, { inputs: [, b], output }) => neg(div(mul(t, output), b)),
  ),
  // d max(a, b) = [a > b] da + [b > a] db, half each at a tie
  maximum: diagonalPair(
    (t, { inputs: [a, b] }) => mul(t, share(less(b, a), a, b)),
    (t, { inputs: [a, b] }) => mul(t, share(less(a, b), a, b)),
  ),
  // d min(a, b) = [a < b] da + [b < a] db, half each at a tie
  minimum: diagonalPair(
    (t, { inputs: [a, b] }) => mul(t, share(less(a, b), a, b)),
    (t, { inputs: [a, b] }) => mul(t, share(less(b, a), a, b)),
  ),
  // d(c ? x : y) = c ? dx : dy
  where: {
    jvp: [
      null,
      (t, { inputs: [c], output }) => broadcastTo(where(c, t, 0), output.shape),
      (t, { inputs: [c], output }) => broadcastTo(where(c, 0, t), output.shape),
    ],
    vjp: [
      null,
      (g, { inputs: [c, x] }) => unbroadcast(where(c, g, 0), x.shape),
      (g, { inputs: [c, , y] }) => unbroadcast(where(c, 0, g), y.shape),
    ],
  },
} satisfies { [P in Exclude<Unary, 'sign'> | Binary | 'clamp' | 'where']: Rule<P> };
