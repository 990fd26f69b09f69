import type { Tensor } from '../tensor/index.js';
import {
  add,
  apply,
  sameShape,
  showShape,
  type Primitive,
  type PrimitiveParams,
  zerosLike,
} from '../tensor/index.js';
import { atNextLevel, GradientTracer, leakedTracer } from './gradientTracer.js';
import { grad } from './reverse.js';
import { argumentRule, isDifferentiable, rules, type Rule } from './rules/index.js';
import { leaves, mapTree } from './tree.js';

/** One call of `jvp`. Its dual numbers are known by it, not by the level, which others reuse. */
interface Pass {
  readonly level: number;
  ended: boolean;
}

/** A value with the derivative of it along a direction (a dual number). */
class DualTensor extends GradientTracer {
  constructor(
    readonly pass: Pass,
    value: Tensor,
    readonly tangent: Tensor,
  ) {
    super(value);
  }

  override get level(): number {
    return this.pass.level;
  }

  override process<P extends Primitive>(
    primitive: P,
    inputs: readonly Tensor[],
    params: PrimitiveParams[P],
  ): Tensor {
    if (this.pass.ended) throw leakedTracer(primitive);
    const own = inputs.map((x) => (isDual(x, this.pass) ? x : undefined));
    const values = inputs.map((x, k) => own[k]?.value ?? x);
    const output = apply(primitive, values, params);
    if (!isDifferentiable(primitive)) return output;
    const rule = rules[primitive] as unknown as Rule<Primitive>;
    const site = { inputs: values, output, params } as never;
    let tangent: Tensor | undefined;
    own.forEach((x, k) => {
      const jvp = argumentRule(rule.jvp, k);
      if (x === undefined || jvp === null) return;
      const part = jvp(x.tangent, site, k);
      tangent = tangent === undefined ? part : add(tangent, part);
    });
    return tangent === undefined ? output : new DualTensor(this.pass, output, tangent);
  }
}

function isDual(x: Tensor, pass: Pass): x is DualTensor {
  return x instanceof DualTensor && x.pass === pass;
}

/** The value of `f` at `inputs` and its derivative along `direction`, in one forward pass. */
export function jvp<X, Y>(f: (inputs: X) => Y, inputs: X, direction: X): { value: Y; tangent: Y } {
  const directions = leaves(direction);
  leaves(inputs).forEach((x, k) => {
    if (directions[k] === undefined || !sameShape(x.shape, directions[k].shape)) {
      throw new RangeError(
        `jvp: expected a direction of shape ${showShape(x.shape)}, got ` +
          (directions[k] === undefined ? 'none' : showShape(directions[k].shape)),
      );
    }
  });
  return atNextLevel((level) => {
    const pass: Pass = { level, ended: false };
    const output = f(mapTree((x, t) => new DualTensor(pass, x, t), inputs, direction));
    pass.ended = true;
    return {
      value: mapTree((y) => (isDual(y, pass) ? y.value : y), output),
      tangent: mapTree((y) => (isDual(y, pass) ? y.tangent : zerosLike(y)), output),
    };
  });
}

/** The product of the Hessian of a scalar function with `direction`: the derivative of its gradient. */
export function hvp<X>(f: (inputs: X) => Tensor, inputs: X, direction: X): X {
  return jvp(grad(f), inputs, direction).tangent;
}
