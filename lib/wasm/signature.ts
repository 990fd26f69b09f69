import type { ValueType as V } from './valueType.js';

type Types = V | `${V} ${V}` | `${V} ${V} ${V}`;

/** What an instruction pops and pushes, as the spec's index of instructions has it: 'i32 f64 ->'. */
export type Signature = `${Types} -> ${V}` | `${Types} ->`;

/** 'i32 f64' → ['i32', 'f64'] */
type Split<S extends string> = S extends `${infer First extends V} ${infer Rest}`
  ? [First, ...Split<Rest>]
  : S extends V
    ? [S]
    : [];

export type OperandTypes<S extends Signature> = S extends `${infer Operands} ->${string}`
  ? Split<Operands>
  : never;

/** null: the instruction leaves nothing on the stack. */
export type ResultType<S extends Signature> = S extends `${string} -> ${infer R extends V}`
  ? R
  : null;

/** The same reading at run time. */
export function parseSignature(signature: Signature): { operands: V[]; result: V | null } {
  const [operands, result] = signature.split('->').map((side) => side.trim());
  return { operands: operands.split(' ') as V[], result: result === '' ? null : (result as V) };
}

/**
 * A row of an instruction table: the opcode (after the table's prefix byte, if it has one), the
 * signature, and what follows the opcode: the `bytes` that a load or store touches, for a memory
 * argument; or the number of `lanes`, for the index of one.
 */
export type Row = readonly [
  opcode: number,
  signature: Signature,
  immediate?: { readonly bytes: number } | { readonly lanes: number },
];

export type InstructionTable = Readonly<Record<string, Row>>;
