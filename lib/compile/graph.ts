import {
  broadcastShapes, full, outputShape, sameShape, sizeOf, Tensor,
  type DenseTensor, type DType, type Floats, type Primitive, type PrimitiveParams, type Shape,
} from '../tensor/index.js'; // prettier-ignore

/** What all values of a graph have: a number in the order of their making, a shape, an element type. */
interface ValueBase {
  readonly id: number;
  readonly shape: Shape;
  readonly size: number;
  readonly dtype: DType;
}

/** A tensor that each call brings. */
export interface Input extends ValueBase {
  readonly kind: 'input';
  readonly name: string;
}

/** A tensor whose numbers were known when the function was traced. */
export interface Constant extends ValueBase {
  readonly kind: 'constant';
  readonly data: Floats;
}

/** A primitive applied to values made before it. */
export interface Operation<P extends Primitive = Primitive> extends ValueBase {
  readonly kind: 'operation';
  readonly primitive: P;
  readonly inputs: readonly Value[];
  readonly params: PrimitiveParams[P];
}

export type Value = Input | Constant | Operation;

/** A traced function: straight-line code in static single assignment. */
export interface Graph {
  readonly inputs: readonly Input[];
  readonly outputs: readonly Value[];
  /** what the outputs depend on, in an order in which it can be computed */
  readonly operations: readonly Operation[];
}

/** Stands for a value where the shape rules ask for a tensor. */
class Abstract extends Tensor {
  override get data(): never {
    throw new TypeError('compile: the numbers of a traced tensor are not known');
  }
}

const asTensor = ({ shape, dtype }: ValueBase): Tensor => new Abstract(shape, dtype);

/** Constants of up to so many numbers are told apart by them. */
const COMPARED = 64;

/**
 * Makes the values of a graph. What is written twice is made once; products with 1 are left out. None of this
 * changes a bit.
 */
export class GraphBuilder {
  readonly #inputs: Input[] = [];
  readonly #operations: Operation[] = [];
  readonly #known = new Map<string, Value>();
  readonly #constants = new Map<Tensor, Constant>();
  #count = 0;

  input(name: string, { shape, dtype }: Tensor): Input {
    const value: Input = { kind: 'input', name, ...this.#base(shape, dtype) };
    this.#inputs.push(value);
    return value;
  }

  /** A constant; one whose numbers are all the same is a single number repeated. */
  constant(tensor: Tensor): Value {
    const { shape, dtype, data } = tensor;
    if (shape.length > 0 && data.length > 0 && data.every((x) => Object.is(x, data[0]))) {
      return this.#repeated(full([], data[0], dtype), shape);
    }
    const make = (): Constant => ({ kind: 'constant', data, ...this.#base(shape, dtype) });
    if (tensor.size > COMPARED) {
      const known = this.#constants.get(tensor) ?? make();
      this.#constants.set(tensor, known);
      return known;
    }
    return this.#once(`${dtype} [${shape.join()}] ${keyOf(Array.from(data))}`, make);
  }

  #repeated(number: DenseTensor, shape: Shape): Value {
    return this.operation('broadcastTo', [this.constant(number)], { shape });
  }

  operation<P extends Primitive>(
    primitive: P,
    inputs: readonly Value[],
    params: PrimitiveParams[P],
  ): Value {
    const same = unchanged(primitive, inputs);
    if (same !== null) return same;
    if (primitive === 'less' && isNumber(inputs[0], 0)) {
      // 0 < x wherever 0 < max(x, 0), which is at hand where a derivative passes a ReLU
      const positive = this.#known.get(keyOfOperation('relu', [inputs[1]], null));
      if (positive !== undefined) inputs = [inputs[0], positive];
    }
    const shape = outputShape(primitive, inputs.map(asTensor), params);
    const key = keyOfOperation(primitive, inputs, params);
    return this.#once(key, () => {
      const base = this.#base(shape, inputs[0].dtype);
      const operation: Operation<P> = { kind: 'operation', primitive, inputs, params, ...base };
      this.#operations.push(operation as Operation);
      return operation as Operation;
    });
  }

  graph(outputs: readonly Value[]): Graph {
    const needed = new Set(outputs);
    const operations = this.#operations.toReversed().filter((operation) => {
      if (!needed.has(operation)) return false;
      operation.inputs.forEach((x) => needed.add(x));
      return true;
    });
    return { inputs: this.#inputs, outputs, operations: operations.reverse() };
  }

  #base(shape: Shape, dtype: DType): ValueBase {
    return { id: this.#count++, shape, dtype, size: sizeOf(shape) };
  }

  #once(key: string, make: () => Value): Value {
    const known = this.#known.get(key) ?? make();
    this.#known.set(key, known);
    return known;
  }
}

/** Text that tells structures of numbers and strings apart, also −0, ∞ and NaN, which JSON does not. */
export function keyOf(structure: unknown): string {
  return JSON.stringify(structure, (_, x: unknown) => {
    if (typeof x !== 'number' || (Number.isFinite(x) && !Object.is(x, -0))) return x;
    return `number ${x}`;
  });
}

function keyOfOperation(primitive: Primitive, inputs: readonly Value[], params: unknown): string {
  return `${primitive} ${inputs.map(({ id }) => id).join()} ${keyOf(params)}`;
}

function isNumber(x: Value, number: number): boolean {
  return x.kind === 'constant' && x.size === 1 && x.data[0] === number;
}

/** The operand that x · 1, 1 · x or x / 1 equals in every bit, if it has the result's shape. */
function unchanged(primitive: Primitive, [a, b]: readonly Value[]): Value | null {
  const isOne = (x: Value): boolean => isNumber(single(x), 1);
  const fits = (x: Value, one: Value): boolean =>
    one.dtype === x.dtype && sameShape(broadcastShapes(primitive, x.shape, one.shape), x.shape);
  if (primitive !== 'mul' && primitive !== 'div') return null;
  if (isOne(b) && fits(a, b)) return a;
  if (primitive === 'mul' && isOne(a) && fits(b, a)) return b;
  return null;
}

/** The number that a value repeats, or the value itself. */
export function single(value: Value): Value {
  let x = value;
  while (x.kind === 'operation' && (x.primitive === 'reshape' || x.primitive === 'broadcastTo')) {
    const [source] = x.inputs;
    if (source.size !== 1) break;
    x = source;
  }
  return x;
}
