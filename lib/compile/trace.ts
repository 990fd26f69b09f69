import { atNextLevel } from '../autodiff/index.js';
import type { Tensor } from '../tensor/index.js';
import {
  DenseTensor, Tracer, type Primitive, type PrimitiveParams,
} from '../tensor/index.js'; // prettier-ignore
import { GraphBuilder, type Graph, type Value } from './graph.js';
import { rebuild, templateOf, type Template } from './template.js';

/** A tensor that stands for a value of the graph under construction: one that depends on an input. */
class TracedTensor extends Tracer {
  constructor(
    readonly tracing: Tracing,
    readonly value: Value,
  ) {
    super(value.shape, value.dtype);
  }

  override get level(): number {
    return this.tracing.level;
  }

  override process<P extends Primitive>(
    primitive: P,
    inputs: readonly Tensor[],
    params: PrimitiveParams[P],
  ): Tensor {
    const { tracing } = this;
    const values = inputs.map((x) => tracing.valueOf(x));
    return new TracedTensor(tracing, tracing.builder.operation(primitive, values, params));
  }
}

/** One run of a function that records the primitives which it applies. */
class Tracing {
  readonly builder = new GraphBuilder();

  constructor(readonly level: number) {}

  valueOf(x: Tensor): Value {
    if (x instanceof TracedTensor && x.tracing === this) return x.value;
    if (x instanceof DenseTensor) return this.builder.constant(x);
    throw new TypeError(
      `compile: expected a tensor of the traced function or a constant, got ${x.toString()} of another; ` +
        'pass it as an argument',
    );
  }
}

/** A function as a graph, and the structure of what it returns. */
export interface Trace {
  readonly graph: Graph;
  readonly result: Template;
}

/**
 * Runs `f` once on tensors without numbers, of the shapes and element types that `args` have; what
 * else is in `args` is taken as it is. Throws if `f` asks for the numbers of a tensor.
 */
export function trace(f: (...args: never[]) => unknown, args: Template): Trace {
  return atNextLevel((level) => {
    const tracing = new Tracing(level);
    const inputs = args.tensors.map(
      ({ path, like }) => new TracedTensor(tracing, tracing.builder.input(path, like)),
    );
    const output: unknown = f(...(rebuild(args, inputs) as never[]));
    const result = templateOf(output);
    const outputs = result.tensors.map(({ like }) => tracing.valueOf(like));
    return { graph: tracing.builder.graph(outputs), result };
  });
}
