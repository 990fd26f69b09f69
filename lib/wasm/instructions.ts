import { controlOpcodes } from './controlTable.js';
import { unsignedLeb128 } from './leb128.js';
import { memoryInstructions } from './memoryTable.js';
import { numericInstructions, saturatingInstructions } from './numericTable.js';
import type { InstructionTable } from './signature.js';
import { vectorInstructions } from './vectorTable.js';

/** All instructions that are described by a signature; operators.ts makes functions of them. */
export const instructions = {
  ...numericInstructions,
  ...saturatingInstructions,
  ...memoryInstructions,
  ...vectorInstructions,
};

export type InstructionName = keyof typeof instructions | keyof typeof controlOpcodes;

const opcodes = new Map<string, readonly number[]>(Object.entries(controlOpcodes));

function register(table: InstructionTable, encode: (opcode: number) => number[]): void {
  for (const [name, [opcode]] of Object.entries(table)) opcodes.set(name, encode(opcode));
}

register(numericInstructions, (opcode) => [opcode]);
register(memoryInstructions, (opcode) => [opcode]);
register(saturatingInstructions, (opcode) => [0xfc, ...unsignedLeb128(opcode)]);
register(vectorInstructions, (opcode) => [0xfd, ...unsignedLeb128(opcode)]);

/** The bytes an instruction begins with. */
export function opcodeOf(name: InstructionName): readonly number[] {
  return opcodes.get(name)!;
}
