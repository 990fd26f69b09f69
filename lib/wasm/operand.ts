import { f32Literal, f64Literal, i32Literal, i64Literal } from './literals.js';
import type { Expression, Literal } from './syntax.js';
import type { ValueType } from './valueType.js';

export interface Constants {
  i32: number;
  i64: bigint;
  f32: number;
  f64: number;
  v128: never;
}

/** An expression of type T, or a plain number where a constant of that type is meant. */
export type Operand<T extends ValueType> = Expression<T> | Constants[T];

function constantOf<T extends ValueType>(type: T, literal: Literal): Expression<T> {
  const name = `${type}.const` as const;
  return { name, type, operands: [], immediate: { kind: 'literal', ...literal } };
}

/** i32 as signed or unsigned; f32 rounded to nearest; NaN as the canonical one. */
export const constants = {
  i32: (value: number): Expression<'i32'> => constantOf('i32', i32Literal(value)),
  i64: (value: bigint): Expression<'i64'> => constantOf('i64', i64Literal(value)),
  f32: (value: number): Expression<'f32'> => constantOf('f32', f32Literal(value)),
  f64: (value: number): Expression<'f64'> => constantOf('f64', f64Literal(value)),
};

/** `value` as an expression of `type`; `role` tells an error where: 'f64.add: operand 2'. */
export function toExpression<T extends ValueType>(
  type: T,
  value: Operand<T>,
  role: string,
): Expression<T> {
  const given: unknown = value;
  if (typeof given === 'number' && (type === 'i32' || type === 'f32' || type === 'f64')) {
    return constants[type as 'i32' | 'f32' | 'f64'](given) as Expression as Expression<T>;
  }
  if (typeof given === 'bigint' && type === 'i64')
    return constants.i64(given) as Expression as Expression<T>;
  const got =
    (given as Expression | undefined)?.type ?? (given === undefined ? 'none' : `a ${typeof given}`);
  if (got === type) return given as Expression<T>;
  throw new TypeError(
    `${role}: expected an expression of type ${type}, got ${got}; convert it explicitly`,
  );
}
