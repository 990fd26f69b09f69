import {
  evaluate, type DenseTensor, type Primitive, type PrimitiveParams, type Tensor,
} from '../../tensor/index.js'; // prettier-ignore
import { isOpen, type Bounded, type ErrorBound, type OpenSum } from '../bounded.js';
import type { Rule } from './rule.js';

/** Applies a linear map that only moves or repeats elements to everything an operand is made of. */
function moved<P extends Primitive>(
  primitive: P,
  x: Bounded | OpenSum,
  params: PrimitiveParams[P],
  rest: readonly Tensor[] = [],
): Bounded | OpenSum {
  const move = (t: DenseTensor): DenseTensor => evaluate(primitive, [t, ...rest], params);
  const bound = (e: ErrorBound): ErrorBound => (e === null ? null : move(e));
  const error = bound(x.error);
  const wide = x.wide === x.error ? error : bound(x.wide);
  const one = { value: move(x.value), error, wide };
  return isOpen(x) ? { ...one, mass: move(x.mass), terms: x.terms } : one;
}

const layoutRule =
  <P extends 'reshape' | 'broadcastTo' | 'transpose' | 'slice' | 'pad'>(primitive: P): Rule<P> =>
  ([x], params) =>
    moved(primitive, x.content, params);

/** How often the most frequent index occurs. */
function greatestMultiplicity({ data }: DenseTensor): number {
  const counts = new Map<number, number>();
  let most = 1;
  for (const index of data) {
    const count = (counts.get(index) ?? 0) + 1;
    counts.set(index, count);
    most = Math.max(most, count);
  }
  return most;
}

export const layout = {
  reshape: layoutRule('reshape'),
  broadcastTo: layoutRule('broadcastTo'),
  transpose: layoutRule('transpose'),
  slice: layoutRule('slice'),
  pad: layoutRule('pad'),
  gather: (([x, index]) =>
    moved('gather', x.content, null, [index.closed.value])) as Rule<'gather'>,

  // Σ over the elements: as many terms as elements, each of as many as it has
  sum: (([x], { axes }) => {
    const { shape } = x.closed.value;
    const count = axes.reduce((product, axis) => product * shape[axis], 1);
    const total = moved('sum', x.open, { axes }) as OpenSum;
    return { ...total, terms: Math.max(total.terms * count, 1) };
  }) as Rule<'sum'>,
  scatterAdd: (([y, index], params) => {
    const at: Bounded = index.closed;
    const total = moved('scatterAdd', y.open, params, [at.value]) as OpenSum;
    return { ...total, terms: total.terms * greatestMultiplicity(at.value) };
  }) as Rule<'scatterAdd'>,
};
