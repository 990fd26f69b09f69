import type { Tensor } from '../tensor/index.js';
import {
  add,
  apply,
  onesLike,
  sameShape,
  showShape,
  type Primitive,
  type PrimitiveParams,
  zerosLike,
} from '../tensor/index.js';
import { atNextLevel, GradientTracer, leakedTracer } from './gradientTracer.js';
import { argumentRule, isDifferentiable, rules, type Rule } from './rules/index.js';
import { leaves, mapTree, unflatten } from './tree.js';

/** One primitive as it was applied; `parents[k]` is the tape position of input k, or −1. */
interface Node {
  readonly primitive: Primitive;
  readonly params: unknown;
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
  readonly parents: readonly number[];
}

/** The record of a differentiated computation, in the order in which it ran. */
class Tape {
  private readonly nodes: (Node | undefined)[] = [];
  private recording = true;

  constructor(readonly level: number) {}

  input(value: Tensor): TapedTensor {
    return new TapedTensor(this, value, this.nodes.push(undefined) - 1);
  }

  close(): void {
    this.recording = false;
  }

  record<P extends Primitive>(
    primitive: P,
    inputs: readonly Tensor[],
    params: PrimitiveParams[P],
  ): Tensor {
    if (!this.recording) throw leakedTracer(primitive);
    const values = inputs.map((x) => this.lower(x));
    const output = apply(primitive, values, params);
    if (!isDifferentiable(primitive)) return output;
    const parents = inputs.map((x) => (this.owns(x) ? x.position : -1));
    const position = this.nodes.push({ primitive, params, inputs: values, output, parents }) - 1;
    return new TapedTensor(this, output, position);
  }

  owns(x: Tensor): x is TapedTensor {
    return x instanceof TapedTensor && x.tape === this;
  }

  /** The value behind a tensor of this tape; any other tensor is itself. */
  lower(x: Tensor): Tensor {
    return this.owns(x) ? x.value : x;
  }

  /**
   * Cotangents of the inputs `0 … count−1` for `cotangents` of the outputs. Nodes are visited from
   * the last to the first; a value used several times adds its contributions in that order
   * (docs/arithmetic.md 2.4).
   */
  pullback(
    outputs: readonly Tensor[],
    cotangents: readonly Tensor[],
    count: number,
  ): (Tensor | undefined)[] {
    const sums = new Array<Tensor | undefined>(this.nodes.length);
    const accumulate = (position: number, cotangent: Tensor): void => {
      const present = sums[position];
      sums[position] = present === undefined ? cotangent : add(present, cotangent);
    };
    outputs.forEach((output, k) => {
      if (this.owns(output)) accumulate(output.position, cotangents[k]);
    });
    for (let position = this.nodes.length - 1; position >= count; position--) {
      const node = this.nodes[position];
      const cotangent = sums[position];
      if (node === undefined || cotangent === undefined) continue;
      sums[position] = undefined;
      const rule = rules[node.primitive as keyof typeof rules] as Rule<Primitive>;
      node.parents.forEach((parent, k) => {
        const vjp = parent < 0 ? null : argumentRule(rule.vjp, k);
        if (vjp !== null) accumulate(parent, vjp(cotangent, node as never, k));
      });
    }
    return sums.slice(0, count);
  }
}

class TapedTensor extends GradientTracer {
  constructor(
    readonly tape: Tape,
    value: Tensor,
    readonly position: number,
  ) {
    super(value);
  }

  override get level(): number {
    return this.tape.level;
  }

  override process<P extends Primitive>(
    primitive: P,
    inputs: readonly Tensor[],
    params: PrimitiveParams[P],
  ): Tensor {
    return this.tape.record(primitive, inputs, params);
  }
}

/**
 * Runs `f` at `inputs` and returns its value with the pullback, which maps a cotangent shaped like
 * the value to the vector–Jacobian product shaped like `inputs`. Trees in, trees out; `lower` turns
 * tensors kept from inside `f` into ordinary ones.
 */
export function vjp<X, Y>(
  f: (inputs: X) => Y,
  inputs: X,
): { value: Y; pullback: (cotangent: Y) => X; lower: <T>(tree: T) => T } {
  return atNextLevel((level) => {
    const tape = new Tape(level);
    const count = leaves(inputs).length;
    const traced = mapTree((x) => tape.input(x), inputs);
    const output = f(traced);
    tape.close();
    const lower = <T>(tree: T): T => mapTree((x) => tape.lower(x), tree);
    const value = lower(output);
    const pullback = (cotangent: Y): X => {
      const outputs = leaves(output);
      const cotangents = leaves(cotangent);
      leaves(value).forEach((y, k) => {
        if (cotangents[k] === undefined || !sameShape(y.shape, cotangents[k].shape)) {
          throw new RangeError(
            `vjp: expected a cotangent of shape ${showShape(y.shape)}, got ` +
              (cotangents[k] === undefined ? 'none' : showShape(cotangents[k].shape)),
          );
        }
      });
      const parts = tape.pullback(outputs, cotangents, count);
      return unflatten(
        inputs,
        leaves(inputs).map((x, k) => parts[k] ?? zerosLike(x)),
      );
    };
    return { value, pullback, lower };
  });
}

/** `f` with its gradient with respect to the first argument, a tree of the same structure. */
export function valueAndGrad<X = Tensor, A extends unknown[] = []>(
  f: (inputs: X, ...rest: A) => Tensor,
): (inputs: X, ...rest: A) => { value: Tensor; gradient: X } {
  const withAux = valueAndGradWithAux((inputs: X, ...rest: A) => ({
    value: f(inputs, ...rest),
    aux: [],
  }));
  return (inputs, ...rest) => {
    const { value, gradient } = withAux(inputs, ...rest);
    return { value, gradient };
  };
}

/** As `valueAndGrad`, for a function that returns other tensors beside the value it is taken of. */
export function valueAndGradWithAux<X, A extends unknown[], Aux>(
  f: (inputs: X, ...rest: A) => { value: Tensor; aux: Aux },
): (inputs: X, ...rest: A) => { value: Tensor; aux: Aux; gradient: X } {
  return (inputs, ...rest) => {
    let aux: Aux | undefined;
    const { value, pullback, lower } = vjp((x: X) => {
      const result = f(x, ...rest);
      aux = result.aux;
      return result.value;
    }, inputs);
    if (value.rank !== 0) {
      throw new RangeError(
        `grad: expected a function with a scalar value, got shape ${showShape(value.shape)}; ` +
          'reduce it with sum or mean, or use vjp',
      );
    }
    return { value, aux: lower(aux as Aux), gradient: pullback(onesLike(value)) };
  };
}

/** The gradient of a scalar function with respect to its first argument. */
export function grad<X = Tensor, A extends unknown[] = []>(
  f: (inputs: X, ...rest: A) => Tensor,
): (inputs: X, ...rest: A) => X {
  const both = valueAndGrad(f);
  return (inputs, ...rest) => both(inputs, ...rest).gradient;
}
