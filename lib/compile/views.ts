import { sizeOf, type Shape } from '../tensor/index.js';
import type { Operation, Value } from './graph.js';

/** Numbers that lie in the row-major storage of another value, from element `offset` on. */
export interface View {
  readonly base: Value;
  readonly offset: number;
}

/** Where the row-major numbers of a value lie: its own storage, or part of another's. */
export function viewOf(value: Value): View {
  let base = value;
  let offset = 0;
  for (;;) {
    if (base.kind !== 'operation') return { base, offset };
    const start = startInInput(base);
    if (start === null) return { base, offset };
    offset += start;
    base = base.inputs[0];
  }
}

/** Where in its input's storage an operation's output begins, if it lies there as it is. */
function startInInput(operation: Operation): number | null {
  const [x] = operation.inputs;
  switch (operation.primitive) {
    case 'reshape':
      return 0;
    case 'broadcastTo':
      return x.size === operation.size ? 0 : null;
    case 'slice':
      return sliceStart(x.shape, operation as Operation<'slice'>);
    default:
      return null;
  }
}

/** The first element of a slice whose elements lie next to each other; else null. */
function sliceStart(shape: Shape, { params: { starts, ends } }: Operation<'slice'>): number | null {
  const cut = shape.findLastIndex((extent, k) => starts[k] !== 0 || ends[k] !== extent);
  if (cut < 0) return 0;
  const single = shape.slice(0, cut).every((_, k) => ends[k] - starts[k] === 1);
  if (!single) return null;
  return starts.reduce((offset, start, k) => offset + start * sizeOf(shape.slice(k + 1)), 0);
}

/** The value behind reshapes, which leave row-major storage as it is. */
export function withoutReshape(value: Value): Value {
  let x = value;
  while (x.kind === 'operation' && x.primitive === 'reshape') [x] = x.inputs;
  return x;
}
