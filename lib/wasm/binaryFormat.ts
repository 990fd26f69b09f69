import { opcodeOf } from './instructions.js';
import { unsignedLeb128 as u32 } from './leb128.js';
import type { MemoryLimits } from './memory.js';
import type { AssembledFunction, AssembledModule } from './assembledModule.js';
import type { Callable } from './syntax.js';
import { valueTypeCodes, type ValueType } from './valueType.js';

// Core spec 2.0, chapter 5: the production that each function writes is named beside it.

const MAGIC = [0x00, 0x61, 0x73, 0x6d];
const VERSION = [0x01, 0x00, 0x00, 0x00];

/** Section ids (5.5.2). */
const sectionIds = { custom: 0, type: 1, import: 2, function: 3, memory: 5, export: 7, code: 10 };

/** What an import or export is (5.5.5, 5.5.10). */
const FUNCTION = 0x00;
const MEMORY = 0x02;

/** module (5.5.16): function k has type k, so types are never shared. */
export function moduleBytes(module: AssembledModule): Uint8Array<ArrayBuffer> {
  const { memory, imports, functions } = module;
  const callables = [...imports, ...functions];
  const ownMemory = memory !== null && 'export' in memory;
  return Uint8Array.from([
    ...MAGIC,
    ...VERSION,
    ...listSection('type', callables.map(functionType)),
    ...listSection('import', importEntries(module)),
    ...listSection(
      'function',
      functions.map((_, k) => u32(imports.length + k)),
    ),
    ...listSection('memory', ownMemory ? [limits(memory)] : []),
    ...listSection('export', exportEntries(module)),
    ...listSection('code', functions.map(code)),
    ...section('custom', nameSection(callables, module)),
  ]);
}

/** section (5.5.2) */
function section(kind: keyof typeof sectionIds, content: readonly number[]): number[] {
  return [sectionIds[kind], ...u32(content.length), ...content];
}

/** A section that is one vec; left out if that is empty. */
function listSection(kind: keyof typeof sectionIds, items: readonly number[][]): number[] {
  return items.length === 0 ? [] : section(kind, vector(items));
}

/** vec (5.1.3) */
function vector(items: readonly (readonly number[])[]): number[] {
  return [...u32(items.length), ...items.flat()];
}

/** name (5.2.4), in UTF-8 */
function name(text: string): number[] {
  const bytes = new TextEncoder().encode(text);
  return [...u32(bytes.length), ...bytes];
}

/** functype (5.3.6) */
function functionType({ parameterTypes, result }: Callable): number[] {
  const types = (list: readonly ValueType[]): number[] =>
    vector(list.map((type) => [valueTypeCodes[type]]));
  return [0x60, ...types(Object.values(parameterTypes)), ...types(result === null ? [] : [result])];
}

/** limits (5.3.7); the flag of shared memories is the threads proposal's. */
function limits({ minimum = 0, maximum, shared = false }: MemoryLimits): number[] {
  if (maximum === undefined) return [0x00, ...u32(minimum)];
  return [shared ? 0x03 : 0x01, ...u32(minimum), ...u32(maximum)];
}

/** import (5.5.5) */
function importEntries({ memory, imports }: AssembledModule): number[][] {
  const entries = imports.map((one, type) => [
    ...name(one.module),
    ...name(one.name),
    FUNCTION,
    ...u32(type),
  ]);
  if (memory === null || !('import' in memory)) return entries;
  const [from, as] = memory.import;
  return [...entries, [...name(from), ...name(as), MEMORY, ...limits(memory)]];
}

/** export (5.5.10) */
function exportEntries({ memory, imports, functions }: AssembledModule): number[][] {
  const entries = functions.map((one, k) => [
    ...name(one.name),
    FUNCTION,
    ...u32(imports.length + k),
  ]);
  if (memory === null || !('export' in memory)) return entries;
  return [[...name(memory.export), MEMORY, ...u32(0)], ...entries];
}

/** code (5.5.13): each local is declared by itself, though equal neighbours could share an entry. */
function code({ parameterTypes, locals, lines }: AssembledFunction): number[] {
  const declared = locals.slice(Object.keys(parameterTypes).length);
  const content = [
    ...vector(declared.map(({ type }) => [...u32(1), valueTypeCodes[type]])),
    ...lines.flatMap(({ bytes }) => bytes),
    ...opcodeOf('end'),
  ];
  return [...u32(content.length), ...content];
}

/** The custom section by which debuggers and profilers name functions and locals (appendix 7.4.1). */
function nameSection(callables: readonly Callable[], module: AssembledModule): number[] {
  const map = (names: readonly string[]): number[] =>
    vector(names.map((text, index) => [...u32(index), ...name(text)]));
  const subsection = (id: number, content: readonly number[]): number[] => [
    id,
    ...u32(content.length),
    ...content,
  ];
  const localNames = module.functions.map(({ locals }, k) => [
    ...u32(module.imports.length + k),
    ...map(locals.map(({ identifier }) => identifier)),
  ]);
  return [
    ...name('name'),
    ...subsection(1, map(callables.map((one) => one.name))),
    ...subsection(2, vector(localNames)),
  ];
}
