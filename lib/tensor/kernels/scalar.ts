import * as math from '../../math/index.js';
import type { Binary, Comparison, Unary } from '../primitives.js';

/**
 * The element-wise primitives, each as a function of binary64 numbers. For binary32 tensors the
 * result is rounded once: exact for + − × ÷ √ (docs/arithmetic.md 1.2).
 */
export const unary: { readonly [P in Unary]: (x: number) => number } = {
  neg: (x) => -x,
  abs: Math.abs,
  sign: (x) => (x > 0 ? 1 : x < 0 ? -1 : x),
  sqrt: Math.sqrt,
  exp: math.exp,
  expm1: math.expm1,
  log: math.log,
  log1p: math.log1p,
  sin: math.sin,
  cos: math.cos,
  tanh: math.tanh,
  sigmoid: math.sigmoid,
  softplus: math.softplus,
  logCosh: math.logCosh,
  erf: math.erf,
  normalCdf: math.normalCdf,
  normalQuantile: math.normalQuantile,
  relu: (x) => (x <= 0 ? 0 : x),
};

export const binary: { readonly [P in Binary]: (x: number, y: number) => number } = {
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
  div: (x, y) => x / y,
  maximum: Math.max,
  minimum: Math.min,
};

export const comparison: { readonly [P in Comparison]: (x: number, y: number) => number } = {
  less: (x, y) => (x < y ? 1 : 0),
  lessEqual: (x, y) => (x <= y ? 1 : 0),
  equal: (x, y) => (x === y ? 1 : 0),
  notEqual: (x, y) => (x !== y ? 1 : 0),
};

/** x limited to [lower, upper]; NaN stays NaN. */
export function clamp(x: number, lower: number, upper: number): number {
  return x < lower ? lower : x > upper ? upper : x;
}
