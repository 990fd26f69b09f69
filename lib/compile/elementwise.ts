import type { Binary, Comparison, Primitive, Unary } from '../tensor/index.js';
import { call, v128, type Callable, type Expression } from '../wasm/index.js';
import type { Lanes } from './lanes.js';

type Vector = Expression<'v128'>;

/** Functions of binary64 numbers that the module imports from lib/math, called for each lane. */
export const imported = [
  'exp', 'expm1', 'log', 'log1p', 'sin', 'cos', 'tanh', 'sigmoid', 'softplus', 'logCosh', 'erf',
  'normalCdf', 'normalQuantile',
] as const satisfies readonly Unary[]; // prettier-ignore

export type Imported = (typeof imported)[number];
export type ScalarFunctions = {
  readonly [P in Imported]: Callable<{ readonly x: 'f64' }, 'f64'>;
};

type Emitter = (l: Lanes, operands: readonly Vector[], params: never) => Vector;

/** All bits 1 where it holds, else 0. */
const masks: { readonly [P in Comparison]: Emitter } = {
  less: (l, [a, b]) => l.lt(a, b),
  lessEqual: (l, [a, b]) => l.le(a, b),
  equal: (l, [a, b]) => l.eq(a, b),
  notEqual: (l, [a, b]) => l.ne(a, b),
};

type Emitted = Exclude<Unary, Imported> | Binary | Comparison | 'where' | 'clamp';

/** As lib/tensor/kernels/scalar.ts defines them, signed zeros and NaN included. */
const emitters: { readonly [P in Emitted]: Emitter } = {
  neg: (l, [x]) => l.neg(x),
  abs: (l, [x]) => l.abs(x),
  sqrt: (l, [x]) => l.sqrt(x),
  sign: (l, [x]) =>
    v128.bitselect(l.splat(1), v128.bitselect(l.splat(-1), x, l.lt(x, l.splat(0))), l.lt(l.splat(0), x)),
  relu: (l, [x]) => v128.andnot(x, l.le(x, l.splat(0))),
  add: (l, [a, b]) => l.add(a, b),
  sub: (l, [a, b]) => l.sub(a, b),
  mul: (l, [a, b]) => l.mul(a, b),
  div: (l, [a, b]) => l.div(a, b),
  maximum: (l, [a, b]) => l.max(a, b),
  minimum: (l, [a, b]) => l.min(a, b),
  less: (l, x, params) => v128.and(masks.less(l, x, params), l.splat(1)),
  lessEqual: (l, x, params) => v128.and(masks.lessEqual(l, x, params), l.splat(1)),
  equal: (l, x, params) => v128.and(masks.equal(l, x, params), l.splat(1)),
  notEqual: (l, x, params) => v128.and(masks.notEqual(l, x, params), l.splat(1)),
  where: (l, [condition, x, y]) => v128.bitselect(x, y, l.ne(condition, l.splat(0))),
  clamp: (l, [x], { lower, upper }: { lower: number; upper: number }) =>
    v128.bitselect(
      l.splat(lower),
      v128.bitselect(l.splat(upper), x, l.lt(l.splat(upper), x)),
      l.lt(x, l.splat(lower)),
    ),
}; // prettier-ignore

export function isElementwise(primitive: Primitive): boolean {
  return primitive in emitters || (imported as readonly Primitive[]).includes(primitive);
}

/** A primitive applied lane by lane. Operands are used more than once: pass locals. */
export function emitElementwise(
  lanes: Lanes,
  primitive: Primitive,
  operands: readonly Vector[],
  params: unknown,
  functions: ScalarFunctions,
): Vector {
  if (primitive in emitters) {
    return emitters[primitive as Emitted](lanes, operands, params as never);
  }
  const callee = functions[primitive as Imported];
  return lanes.map((x) => call(callee, { x }), operands[0]);
}
