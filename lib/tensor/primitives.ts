/**
 * The vocabulary of tensor programs: every primitive with its static parameters. Each executor and
 * each transformation is a table over these names, typed so that a missing entry does not compile:
 * shapes (shapeRules.ts), plain kernels (kernels.ts), derivatives (../autodiff/rules).
 */
export interface PrimitiveParams
  extends Record<Unary, null>, Record<Binary, null>, Record<Comparison, null> {
  /** (condition, x, y) → x where condition ≠ 0, else y */
  where: null;
  /** x limited to [lower, upper] */
  clamp: { lower: number; upper: number };

  /** chunked sum over `axes`, which disappear (docs/arithmetic.md 2.2) */
  sum: { axes: readonly number[] };
  /** largest element over `axes`, which disappear */
  max: { axes: readonly number[] };

  /** (a […, n, k], b […, k, m]) → […, n, m], ascending over k from +0 (2.1) */
  matmul: null;
  /** (x [n, in], weight [out, in], bias [out]) → [n, out], ascending over `in` from the bias (2.1) */
  linear: null;
  /** (a [n, p], b [n, q]) → aᵀb [p, q], chunked sum over the n rows (2.2) */
  contractRows: null;

  reshape: { shape: readonly number[] };
  broadcastTo: { shape: readonly number[] };
  transpose: { permutation: readonly number[] };
  slice: { starts: readonly number[]; ends: readonly number[] };
  pad: { before: readonly number[]; after: readonly number[]; value: number };
  concat: { axis: number };

  /** (x [N, …], index [K]) → [K, …]: rows of x */
  gather: null;
  /** (y [K, …], index [K]) → [rows, …]: rows of y added up, k ascending from +0 */
  scatterAdd: { rows: number };
  /** positions that sort the last axis: ascending, stable, −0 = +0, NaN last */
  argsort: null;

  /**
   * (x […, n, d], y […, m, d], a […, n], b […, m]) → optimal plan and duals of each problem, packed
   * along the last axis (ops/transport.ts); leading axes broadcast
   */
  transport: { metric: 'sqeuclidean' | 'euclidean' };
  /** as `transport`, of (costs […, n, m], a […, n], b […, m]) */
  transportOfCosts: null;
}

export type Primitive = keyof PrimitiveParams;

/** Element by element: one definition each, in kernels/scalar.ts. */
export type Unary =
  | 'neg' | 'abs' | 'sign' | 'sqrt' | 'exp' | 'expm1' | 'log' | 'log1p' | 'sin' | 'cos' | 'tanh'
  | 'sigmoid' | 'softplus' | 'logCosh' | 'erf' | 'normalCdf' | 'normalQuantile' | 'relu'; // prettier-ignore

export type Binary = 'add' | 'sub' | 'mul' | 'div' | 'maximum' | 'minimum';

/** 1 where it holds, else 0; any comparison with NaN but notEqual is 0. */
export type Comparison = 'less' | 'lessEqual' | 'equal' | 'notEqual';
