import { instructions, type InstructionName } from './instructions.js';
import { constants, toExpression, type Operand } from './operand.js';
import type { LaneValue, Shape } from './shapes.js';
import {
  parseSignature,
  type OperandTypes,
  type ResultType,
  type Row,
  type Signature,
} from './signature.js';
import type { Expression, Immediate, Instruction } from './syntax.js';
import type { ValueType } from './valueType.js';
import { shuffle, vectorConstant } from './vectors.js';

type Operands<Types extends readonly ValueType[]> = {
  [K in keyof Types]: Operand<Types[K]>;
};

type ImmediateArgument<R extends Row> = R extends readonly [number, Signature, infer I]
  ? I extends { bytes: number }
    ? [offset?: number]
    : [lane: number]
  : [];

/** First the operands, then the constant offset of a load or store (0 if left out), or the lane. */
export type Operator<R extends Row> = (
  ...operands: [...Operands<OperandTypes<R[1]>>, ...ImmediateArgument<R>]
) => Instruction<ResultType<R[1]>>;

/** Of a table, the instructions `prefix.…` as functions named by what follows the dot. */
type Operators<Table, Prefix extends string> = {
  readonly [
    Name in keyof Table as Name extends `${Prefix}.${infer Rest}` ? Rest : never
  ]: Table[Name] extends Row ? Operator<Table[Name]> : never;
};

/** Every load and store hints at its natural alignment; other addresses give the same values. */
function memoryArgument(name: string, bytes: number, offset: number): Immediate {
  if (Number.isInteger(offset) && offset >= 0 && offset <= 0xffffffff) {
    return { kind: 'memory', log2Alignment: 31 - Math.clz32(bytes), offset };
  }
  throw new RangeError(
    `${name}: expected a constant offset from 0 to 4294967295 bytes, got ${offset}; add anything else to the pointer`,
  );
}

/** laneidx (5.4.8) */
function laneIndex(name: string, lanes: number, lane: number): Immediate {
  if (Number.isInteger(lane) && lane >= 0 && lane < lanes) {
    return { kind: 'literal', text: `${lane}`, bytes: [lane] };
  }
  throw new RangeError(
    `${name}: expected a lane from 0 to ${lanes - 1}, got ${lane}; name one lane of the vector`,
  );
}

function immediateOf(name: string, [, , form]: Row, argument: unknown): Immediate | null {
  if (form === undefined) return null;
  return 'bytes' in form
    ? memoryArgument(name, form.bytes, (argument ?? 0) as number)
    : laneIndex(name, form.lanes, argument as number);
}

function operator(name: InstructionName, row: Row): (...values: unknown[]) => Instruction<never> {
  const { operands: types, result } = parseSignature(row[1]);
  return (...values) => ({
    name,
    type: result as never,
    operands: types.map((type, k) =>
      toExpression(type, values[k] as Operand<ValueType>, `${name}: operand ${k + 1}`),
    ),
    immediate: immediateOf(name, row, values[types.length]),
  });
}

function operators<Prefix extends string>(prefix: Prefix): Operators<typeof instructions, Prefix> {
  const rows = Object.entries(instructions).filter(([name]) => name.startsWith(`${prefix}.`));
  return Object.fromEntries(
    rows.map(([name, row]) => [
      name.slice(prefix.length + 1),
      operator(name as InstructionName, row as Row),
    ]),
  ) as unknown as Operators<typeof instructions, Prefix>;
}

export const i32 = { ...operators('i32'), const: constants.i32 };
export const i64 = { ...operators('i64'), const: constants.i64 };
export const f32 = { ...operators('f32'), const: constants.f32 };
export const f64 = { ...operators('f64'), const: constants.f64 };

/** Vectors as 128 bits. */
export const v128 = { ...operators('v128'), const: vectorConstant };

/** What every shape shares: v128's load and store, constants and the choice of lanes. */
function ofShape<S extends Shape>(shape: S) {
  return {
    load: v128.load,
    store: v128.store,
    const: (...lanes: LaneValue<S>[]): Expression<'v128'> => vectorConstant(shape, ...lanes),
    shuffle: (
      a: Expression<'v128'>,
      b: Expression<'v128'>,
      lanes: readonly number[],
    ): Expression<'v128'> => shuffle(shape, a, b, lanes),
  };
}

export const i8x16 = { ...operators('i8x16'), ...ofShape('i8x16') };
export const i32x4 = { ...operators('i32x4'), ...ofShape('i32x4') };
export const i64x2 = { ...operators('i64x2'), ...ofShape('i64x2') };
export const f32x4 = { ...operators('f32x4'), ...ofShape('f32x4') };
export const f64x2 = { ...operators('f64x2'), ...ofShape('f64x2') };

/** `whenTrue` if the condition is not 0, else `whenFalse`; both are computed. */
export function select<T extends ValueType>(
  whenTrue: Expression<T>,
  whenFalse: Operand<NoInfer<T>>,
  condition: Operand<'i32'>,
): Expression<T> {
  const { type } = whenTrue;
  return {
    name: 'select',
    type,
    operands: [
      whenTrue,
      toExpression(type, whenFalse as Operand<T>, 'select: operand 2'),
      toExpression('i32', condition, 'select: condition'),
    ],
    immediate: null,
  };
}
