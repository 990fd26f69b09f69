import { fold, key, normal } from '../random/index.js';
import { add, mul, sum, tensor, type Tensor } from '../tensor/index.js';
import { jvp } from './forward.js';
import { grad, vjp } from './reverse.js';
import { leaves, mapTree } from './tree.js';

/** One comparison of an analytic derivative with its numeric counterpart. */
export interface GradientCheck {
  readonly name: string;
  readonly analytic: number;
  readonly numeric: number;
  /** |analytic − numeric| / (1 + |numeric|) */
  readonly error: number;
}

/**
 * Checks the derivatives of `f`, a function from a tree of float64 tensors to one tensor, at
 * `inputs`, along random directions v and cotangents w:
 * - forward mode against central differences, ⟨w, Jv⟩ ≈ ⟨w, f(x + hv) − f(x − hv)⟩ / 2h;
 * - reverse mode against forward mode, ⟨Jᵀw, v⟩ = ⟨w, Jv⟩;
 * - with order 2, the same two for the gradient of ⟨w, f⟩.
 * Throws an Error with the table of values if one differs by more than its tolerance.
 */
export function checkGradients<X>(
  f: (inputs: X) => Tensor,
  inputs: X,
  options: {
    order?: 1 | 2;
    step?: number;
    tolerance?: number;
    seed?: number;
    directions?: number;
  } = {},
): GradientCheck[] {
  const { order = 2, step = 1e-5, tolerance = 1e-7, seed = 0, directions = 2 } = options;
  const checks: (GradientCheck & { tolerance: number })[] = [];
  const compare = (name: string, analytic: number, numeric: number, allowed: number): void => {
    const error = Math.abs(analytic - numeric) / (1 + Math.abs(numeric));
    checks.push({ name, analytic, numeric, error, tolerance: allowed });
  };

  const check = <Y>(name: string, g: (x: X) => Y, k: number): void => {
    const value = g(inputs);
    const v = randomLike(inputs, seed, 2 * k);
    const w = randomLike(value, seed, 2 * k + 1);
    const shifted = (h: number): Y => g(mapTree((x, d) => add(x, mul(d, h)), inputs, v));
    const numeric = (inner(w, shifted(step)) - inner(w, shifted(-step))) / (2 * step);
    const forward = inner(w, jvp(g, inputs, v).tangent);
    const reverse = inner(vjp(g, inputs).pullback(w), v);
    compare(`${name}: forward mode and finite differences`, forward, numeric, tolerance);
    compare(`${name}: reverse mode and forward mode`, reverse, forward, 1e-11);
  };

  for (let k = 0; k < directions; k++) {
    check(`derivative along direction ${k}`, f, k);
    if (order === 2) {
      const w = randomLike(f(inputs), seed + 1, k);
      const scalar = (x: X): Tensor => sum(mul(w, f(x)));
      check(`second derivative along direction ${k}`, grad(scalar), k + directions);
    }
  }
  const wrong = checks.filter(({ error, tolerance: allowed }) => !(error <= allowed));
  if (wrong.length > 0) {
    const rows = wrong.map(
      (c) => `${c.name}: analytic ${c.analytic}, numeric ${c.numeric}, error ${c.error}`,
    );
    throw new Error(`checkGradients: expected derivatives that agree, got\n${rows.join('\n')}`);
  }
  return checks;
}

/** Standard normal tensors in the shape of `tree`. */
function randomLike<T>(tree: T, seed: number, stream: number): T {
  let leaf = 0;
  return mapTree((x) => {
    const drawn = normal(fold(fold(key(seed), stream), leaf++), x.size);
    return tensor(drawn, x.shape);
  }, tree);
}

function inner<T>(a: T, b: T): number {
  const right = leaves(b);
  return leaves(a).reduce((total, x, k) => total + sum(mul(x, right[k])).item(), 0);
}
