import { sizeOf, type DType, type Shape } from '../tensor/index.js';
import { isElementwise } from './elementwise.js';
import { single, type Graph, type Operation, type Value } from './graph.js';
import { withoutReshape } from './views.js';

/**
 * Rows that are computed independently of each other, TILE of them at a time: the rows of a batch, or
 * the elements of a tensor taken one by one.
 */
export interface Domain {
  readonly rows: number;
  readonly dtype: DType;
}

export function sameDomain(a: Domain, b: Domain): boolean {
  return a.rows === b.rows && a.dtype === b.dtype;
}

/** How a row reads an operand. `stride` 0: one number for all features. */
export type Operand =
  /** numbers of the same row */
  | { readonly role: 'row'; readonly value: Value; readonly stride: 0 | 1 }
  /** numbers that all rows share */
  | { readonly role: 'uniform'; readonly value: Value; readonly stride: 0 | 1 }
  | { readonly role: 'literal'; readonly number: number };

export type RowOperand = Extract<Operand, { role: 'row' }>;

/** An operation as work on the rows of a domain. */
export type TileForm = { readonly domain: Domain } & (
  | { readonly kind: 'elementwise'; readonly features: number; readonly operands: readonly Operand[] }
  /** Σ_p x[p] w[p·along + j·across] from start[j], p ascending, for the features j of the output */
  | {
      readonly kind: 'dot';
      readonly features: number;
      readonly inner: number;
      readonly operands: readonly [x: RowOperand, weight: Operand, start: Operand];
      readonly along: number;
      readonly across: number;
    }
  /** the chunked sum over the `inner` features of x: one number a row */
  | {
      readonly kind: 'rowSum';
      readonly features: 1;
      readonly inner: number;
      readonly operands: readonly [RowOperand];
    }
  /** the chunked sum over the rows of each a[p], or each a[p] b[q] */
  | { readonly kind: 'sumRows' | 'contractRows'; readonly operands: readonly RowOperand[] }
); // prettier-ignore

/** What a loop over the features of a tile does. */
export type LoopForm = Exclude<TileForm, { readonly kind: 'sumRows' | 'contractRows' }>;

/** More features than this are not summed within a tile, or kept as one. */
const LONGEST_ROW_SUM = 128;
const WIDEST_ROW = 1024;

export function isReduction({ kind }: TileForm): boolean {
  return kind === 'sumRows' || kind === 'contractRows';
}

/** Features of each row of a value in a domain of so many rows. */
export function featuresOf(value: Value, { rows }: Domain): number {
  return value.size / rows;
}

/** The extents of leading axes that number rows, by what is done with them. */
export function batchExtents({ operations }: Graph): ReadonlySet<number> {
  const extents = new Set<number>();
  for (const { primitive, inputs, params } of operations) {
    const [{ shape }] = inputs;
    const overTrailing = (axes: readonly number[]): boolean =>
      axes.length === shape.length - 1 && !axes.includes(0);
    const byRows =
      primitive === 'linear' ||
      primitive === 'contractRows' ||
      (primitive === 'matmul' && shape.length === 2) ||
      (primitive === 'sum' && overTrailing((params as { axes: readonly number[] }).axes));
    if (byRows && shape[0] > 1) extents.add(shape[0]);
  }
  return extents;
}

/** The operation as work on tiles, or null if it is left to the plain executor. */
export function tileForm(operation: Operation, batches: ReadonlySet<number>): TileForm | null {
  const { primitive, inputs, shape, size, dtype } = operation;
  if (size === 0 || inputs.some((x) => x.size === 0)) return null;
  const [x, second, third] = inputs;
  switch (primitive) {
    case 'linear': {
      const inner = x.shape[1];
      return {
        kind: 'dot',
        domain: { rows: shape[0], dtype },
        features: shape[1],
        inner,
        operands: [row(x), uniform(second), uniform(third)],
        along: 1,
        across: inner,
      };
    }
    case 'matmul':
      return shape.length === 2 ? matmulForm(operation) : null;
    case 'contractRows':
      return {
        kind: 'contractRows',
        domain: { rows: x.shape[0], dtype },
        operands: [row(x), row(second)],
      };
    case 'sum':
      return sumForm(operation as Operation<'sum'>);
    default:
      return isElementwise(primitive) ? elementwiseForm(operation, batches) : null;
  }
}

function matmulForm({ inputs: [a, b], shape, dtype }: Operation): TileForm {
  const flipped = transposedSource(b);
  const [weight, along, across] =
    flipped === null ? [b, b.shape[1], 1] : [flipped, 1, flipped.shape[1]];
  return {
    kind: 'dot',
    domain: { rows: shape[0], dtype },
    features: shape[1],
    inner: a.shape[1],
    operands: [row(a), uniform(weight), { role: 'literal', number: 0 }],
    along,
    across,
  };
}

/** The matrix that a value is the transpose of, if it is one. */
function transposedSource(value: Value): Value | null {
  if (value.kind !== 'operation' || value.primitive !== 'transpose') return null;
  return value.shape.length === 2 && (value as Operation<'transpose'>).params.permutation[0] === 1
    ? value.inputs[0]
    : null;
}

function sumForm({ inputs: [x], params: { axes }, dtype }: Operation<'sum'>): TileForm | null {
  const rank = x.shape.length;
  const domain = { rows: x.shape[0], dtype };
  if (axes.length === rank) {
    const flat = { rows: x.size, dtype };
    return { kind: 'sumRows', domain: flat, operands: [row(x)] };
  }
  const inner = featuresOf(x, domain);
  if (axes.length === 1 && axes[0] === 0) {
    return { kind: 'sumRows', domain, operands: [row(x)] };
  }
  if (axes.length === rank - 1 && !axes.includes(0) && inner <= LONGEST_ROW_SUM) {
    return { kind: 'rowSum', domain, features: 1, inner, operands: [row(x)] };
  }
  return null;
}

function elementwiseForm(operation: Operation, batches: ReadonlySet<number>): TileForm | null {
  const { shape, size, dtype } = operation;
  const wide = size / shape[0] > WIDEST_ROW;
  const byRow = batches.has(shape[0]) && !wide;
  const domain = { rows: byRow ? shape[0] : size, dtype };
  const read = (x: Value): Operand | null => (byRow ? readByRow(x, shape) : readByElement(x, size));
  const operands = operation.inputs.map(read);
  if (!operands.every((operand) => operand !== null)) return null;
  return { kind: 'elementwise', domain, features: size / domain.rows, operands };
}

function readByElement(x: Value, size: number): Operand | null {
  if (single(x).size === 1) return shared(x);
  return x.size === size ? row(x) : null;
}

/** How the rows of a tensor of `shape` read an operand that broadcasts to it. */
function readByRow(x: Value, shape: Shape): Operand | null {
  if (single(x).size === 1) return shared(x);
  const size = sizeOf(shape);
  if (x.size < size || x.shape.length !== shape.length) {
    if (x.shape.length === shape.length && x.shape[0] === shape[0] && x.size === shape[0]) {
      return row(x, 0);
    }
    const leading = x.shape.length < shape.length || x.shape[0] === 1;
    return leading && x.size * shape[0] === size ? uniform(x) : null;
  }
  // what has been broadcast is read where it came from
  if (x.kind === 'operation' && x.primitive === 'broadcastTo') {
    return readByRow(x.inputs[0], shape) ?? row(x);
  }
  return row(x);
}

/** A number for all rows and features. */
function shared(value: Value): Operand {
  const x = single(value);
  return x.kind === 'constant'
    ? { role: 'literal', number: x.data[0] }
    : { role: 'uniform', value: x, stride: 0 };
}

/** Numbers of the same row. */
function row(value: Value, stride: 0 | 1 = 1): RowOperand {
  return { role: 'row', value: withoutReshape(value), stride };
}

/** A number for each feature. */
function uniform(value: Value): Operand {
  return { role: 'uniform', value: withoutReshape(value), stride: 1 };
}
