/** Laws between the functions, on random arguments. */
import { describe, test } from 'node:test';
import fc from 'fast-check';
import * as math from '../../lib/math/index.js';
import { anyBetween, neighbour, uniform } from '../support/binary64.js';

type F = (x: number) => number;
const anywhere = fc.oneof(uniform(-4, 4), uniform(-50, 50), fc.double({ noNaN: true }));
const runs = { numRuns: 3000 };
const ulps = (a: number, b: number): number =>
  Math.abs(a - b) / Math.max(Math.abs(b) * 2 ** -52, 2 ** -1074);

function always(values: fc.Arbitrary<number>, law: (x: number) => boolean): void {
  fc.assert(fc.property(values, law), runs);
}

describe('symmetry, bit for bit', () => {
  const odd: Record<string, F> = { tanh: math.tanh, sin: math.sin, erf: math.erf };
  for (const [name, f] of Object.entries(odd)) {
    test(`${name}(−x) = −${name}(x)`, () => always(anywhere, (x) => Object.is(f(-x), -f(x))));
  }
  const even: Record<string, F> = { cos: math.cos, logCosh: math.logCosh };
  for (const [name, f] of Object.entries(even)) {
    test(`${name}(−x) = ${name}(x)`, () => always(anywhere, (x) => Object.is(f(-x), f(x))));
  }
  test('normalQuantile(1 − p) = −normalQuantile(p) where 1 − p is exact', () => {
    // p of the form n·2^-53 has an exact complement.
    const p = fc.bigInt({ min: 1n, max: 2n ** 53n - 1n }).map((n) => Number(n) * 2 ** -53);
    always(p, (p) => math.normalQuantile(1 - p) === -math.normalQuantile(p));
  });
});

describe('neighbouring arguments', () => {
  const rising: Record<string, readonly [F, fc.Arbitrary<number>]> = {
    exp: [math.exp, anywhere],
    expm1: [math.expm1, anywhere],
    log: [math.log, anyBetween(0, Infinity)],
    log1p: [math.log1p, anyBetween(-1, Infinity)],
    tanh: [math.tanh, anywhere],
    sigmoid: [math.sigmoid, anywhere],
    softplus: [math.softplus, anywhere],
    erf: [math.erf, anywhere],
    normalCdf: [math.normalCdf, anywhere],
    normalQuantile: [math.normalQuantile, fc.oneof(uniform(0, 1), anyBetween(0, 1))],
  };
  for (const [name, [f, values]] of Object.entries(rising)) {
    test(`${name} does not fall from a number to the next`, () =>
      always(values, (x) => {
        const next = neighbour(x, 1);
        return !(f(next) < f(x));
      }));
  }
  test('erfc does not rise from a number to the next', () =>
    always(anywhere, (x) => !(math.erfc(neighbour(x, 1)) > math.erfc(x))));
});

describe('identities within the rounding of their arguments', () => {
  test('log(exp x) returns x', () => {
    // An error of 1 ulp in e^x moves x by 2^-53.
    always(
      uniform(-700, 700),
      (x) => Math.abs(math.log(math.exp(x)) - x) <= 2 ** -52 + Math.abs(x) * 2 ** -53,
    );
  });
  test('log1p(expm1 x) returns x near 0', () =>
    always(anyBetween(-0.5, 0.5), (x) => ulps(math.log1p(math.expm1(x)), x) <= 3));
  test('sin² + cos² = 1', () =>
    always(fc.oneof(anywhere, anyBetween(-1e308, 1e308)).filter(Number.isFinite), (x) => {
      return Math.abs(math.sin(x) * math.sin(x) + math.cos(x) * math.cos(x) - 1) <= 2 ** -51;
    }));
  test('sigmoid x = (1 + tanh(x/2))/2', () =>
    always(uniform(-1, 40), (x) => ulps((1 + math.tanh(x / 2)) / 2, math.sigmoid(x)) <= 3));
  test('softplus x − softplus(−x) = x', () =>
    always(uniform(1, 40), (x) => ulps(math.softplus(x) - math.softplus(-x), x) <= 3));
  test('erf + erfc = 1', () =>
    always(anywhere, (x) => Math.abs(math.erf(x) + math.erfc(x) - 1) <= 2 ** -52));
  test('normalQuantile(normalCdf x) returns x for x < 0', () => {
    // Half an ulp of Φ moves x by Φ/φ·2^-53 < 1.26·2^-53, which near 0 is many ulps of x.
    always(uniform(-37, 0), (x) => {
      return Math.abs(math.normalQuantile(math.normalCdf(x)) - x) <= 1.5 * 2 ** -53 - x * 2 ** -52;
    });
  });
  test('normalCdf(normalQuantile p) returns p within the conditioning |x|φ/Φ', () => {
    always(fc.oneof(uniform(0, 1), anyBetween(1e-300, 0.5)), (p) => {
      const x = math.normalQuantile(p);
      return ulps(math.normalCdf(x), p) <= 2 + x * x;
    });
  });
});
