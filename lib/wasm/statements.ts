import { toExpression, type Operand } from './operand.js';
import {
  Label,
  type Body,
  type Callable,
  type Expression,
  type Immediate,
  type Instruction,
  type Local,
  type ParameterTypes,
  type Statement,
  type Structured,
} from './syntax.js';
import type { ValueType } from './valueType.js';

/** local = value */
export function set<T extends ValueType>(
  local: Local<T>,
  value: Operand<NoInfer<T>>,
): Instruction<null> {
  const { type, immediate } = local;
  const operand = toExpression(type, value as Operand<T>, `set ${local.identifier}`);
  return { name: 'local.set', type: null, operands: [operand], immediate };
}

/** local = value, as an expression that has the value. */
export function tee<T extends ValueType>(
  local: Local<T>,
  value: Operand<NoInfer<T>>,
): Expression<T> {
  const { type, immediate } = local;
  const operand = toExpression(type, value as Operand<T>, `tee ${local.identifier}`);
  return { name: 'local.tee', type, operands: [operand], immediate };
}

/** Computes the value for its effects alone. */
export function drop(value: Expression): Statement {
  return { name: 'drop', type: null, operands: [value], immediate: null };
}

/** Traps: the call ends with a WebAssembly.RuntimeError. */
export function unreachable(): Statement {
  return { name: 'unreachable', type: null, operands: [], immediate: null };
}

/** A call, its arguments by name: an expression, or a statement if the function has no result. */
export function call<P extends ParameterTypes, R extends ValueType | null>(
  callee: Callable<P, R>,
  parameters: { readonly [K in keyof P]: Operand<P[K]> },
): Instruction<R> {
  return {
    name: 'call',
    type: callee.result,
    operands: Object.entries(callee.parameterTypes).map(([name, type]) =>
      toExpression(
        type,
        parameters[name] as Operand<ValueType>,
        `call ${callee.name}: parameter ${name}`,
      ),
    ),
    immediate: { kind: 'function', callee },
  };
}

/** `body`, which receives the label of its own end: to branch there is to leave the block. */
export function block(body: (end: Label) => Body): Structured {
  const label = new Label('block');
  return {
    name: 'block',
    type: null,
    label,
    condition: null,
    body: body(label),
    otherwise: null,
  };
}

/** `body`, which receives the label of its own start: without a branch there it runs once. */
export function loop(body: (start: Label) => Body): Structured {
  const label = new Label('loop');
  return { name: 'loop', type: null, label, condition: null, body: body(label), otherwise: null };
}

function conditional(condition: Operand<'i32'>, body: Body, otherwise: Body | null): Structured {
  return {
    name: 'if',
    type: null,
    label: new Label('if'),
    condition: toExpression('i32', condition, 'if: condition'),
    body,
    otherwise,
  };
}

export function ifThen(condition: Operand<'i32'>, body: Body): Structured {
  return conditional(condition, body, null);
}

export function ifElse(condition: Operand<'i32'>, body: Body, otherwise: Body): Structured {
  return conditional(condition, body, otherwise);
}

/** Goes to the label of an enclosing block (its end) or loop (its start). */
export function branch(label: Label): Statement {
  return { name: 'br', type: null, operands: [], immediate: toLabel(label) };
}

export function branchIf(label: Label, condition: Operand<'i32'>): Statement {
  const operands = [toExpression('i32', condition, 'branchIf: condition')];
  return { name: 'br_if', type: null, operands, immediate: toLabel(label) };
}

function toLabel(label: Label): Immediate {
  return { kind: 'label', label };
}
