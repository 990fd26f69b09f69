import type { MemoryLimits, MemoryOptions } from './memory.js';
import type { AssembledFunction, AssembledModule } from './assembledModule.js';
import type { Callable } from './syntax.js';

const INDENTATION = '  ';

/** The module in the text format (core spec 2.0, chapter 6): one instruction a line, not folded. */
export function moduleText({ memory, imports, functions }: AssembledModule): string {
  const fields = [
    ...imports.map(
      (one) =>
        `(import ${quote(one.module)} ${quote(one.name)} (func $${one.name}${parameters(one)}${result(one)}))`,
    ),
    ...(memory === null ? [] : [memoryText(memory)]),
    ...functions.flatMap(functionText),
  ];
  return ['(module', ...fields.map((line) => INDENTATION + line), ')', ''].join('\n');
}

function memoryText(memory: MemoryOptions): string {
  if ('export' in memory) return `(memory (export ${quote(memory.export)})${limits(memory)})`;
  const [from, as] = memory.import;
  return `(import ${quote(from)} ${quote(as)} (memory${limits(memory)}))`;
}

function limits({ minimum = 0, maximum, shared = false }: MemoryLimits): string {
  return ` ${minimum}${maximum === undefined ? '' : ` ${maximum}`}${shared ? ' shared' : ''}`;
}

function functionText(one: AssembledFunction): string[] {
  const { name, parameterTypes, locals, lines } = one;
  const declared = locals.slice(Object.keys(parameterTypes).length);
  return [
    `(func $${name} (export ${quote(name)})${parameters(one)}${result(one)}`,
    ...declared.map(({ identifier, type }) => `${INDENTATION}(local $${identifier} ${type})`),
    ...lines.map(({ depth, text }) => INDENTATION.repeat(depth + 1) + text),
    ')',
  ];
}

function parameters({ parameterTypes }: Callable): string {
  return Object.entries(parameterTypes)
    .map(([name, type]) => ` (param $${name} ${type})`)
    .join('');
}

function result(one: Callable): string {
  return one.result === null ? '' : ` (result ${one.result})`;
}

/** string (6.3.3) */
function quote(text: string): string {
  const escaped = Array.from(text, (character) =>
    /[ !#-[\]-~]/.test(character) ? character : `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
  return `"${escaped.join('')}"`;
}
