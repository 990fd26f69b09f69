import type { FunctionBuilder } from './functionBuilder.js';
import { opcodeOf, type InstructionName } from './instructions.js';
import { unsignedLeb128 } from './leb128.js';
import type {
  Body,
  Callable,
  Expression,
  Immediate,
  Instruction,
  Label,
  Literal,
  Local,
  MemoryArgument,
  Statement,
  Structured,
} from './syntax.js';

/** One instruction in its place: as it is printed, `depth` blocks deep, and as it is written. */
export interface Line {
  readonly depth: number;
  readonly text: string;
  readonly bytes: readonly number[];
}

/** What a function's body refers to outside the function. */
export interface Surroundings {
  readonly functionIndices: ReadonlyMap<Callable, number>;
  readonly hasMemory: boolean;
}

/** Of blocks that take and leave nothing (core spec 2.0, 5.4.1). */
const EMPTY_BLOCK_TYPE = 0x40;

const NOTHING: Literal = { text: '', bytes: [] };

/** After these nothing falls through to what follows. */
const endings: readonly InstructionName[] = ['return', 'unreachable'];

/** A function's tree as a sequence of instructions, each after its operands. */
export function assemble(source: FunctionBuilder, surroundings: Surroundings): Line[] {
  return new BodyAssembler(source, surroundings).lines();
}

class BodyAssembler {
  readonly #lines: Line[] = [];
  /** Blocks around the present place, the innermost last. */
  readonly #open: { label: Label; text: string }[] = [];
  readonly #localIndices: ReadonlyMap<Local, number>;
  #blocks = 0;

  constructor(
    readonly source: FunctionBuilder,
    readonly surroundings: Surroundings,
  ) {
    this.#localIndices = new Map(source.locals.map((local, index) => [local, index]));
  }

  lines(): Line[] {
    const statements = flatten(this.source.statements);
    const last = statements.at(-1)?.name;
    if (this.source.result !== null && (last === undefined || !endings.includes(last))) {
      throw this.#error(
        `a body that ends with returns(…), as the result is ${this.source.result}`,
        last ?? 'an empty one',
        'return a value at the end, or put unreachable() there',
      );
    }
    for (const statement of statements) this.#statement(statement);
    return this.#lines;
  }

  #statement(statement: Statement): void {
    if ('body' in statement) this.#structured(statement);
    else this.#instruction(statement);
  }

  #instruction(instruction: Instruction<null> | Expression): void {
    const { name, operands, immediate } = instruction;
    for (const operand of operands) this.#instruction(operand);
    if (name === 'return' && (operands[0]?.type ?? null) !== this.source.result) {
      throw this.#error(
        `returns(…) of its own, with ${this.source.result ?? 'no value'}`,
        `that of a function with ${operands[0]?.type ?? 'no value'}`,
        'call returns on the builder of this function',
      );
    }
    this.#emit(name, immediate === null ? NOTHING : this.#resolve(name, immediate));
  }

  #structured({ name, label, condition, body, otherwise }: Structured): void {
    if (condition !== null) this.#instruction(condition);
    const text = name === 'if' ? '' : `$${name}${this.#blocks++}`;
    this.#emit(name, { text, bytes: [EMPTY_BLOCK_TYPE] });
    this.#enclosed(body, label, text);
    if (otherwise !== null) {
      this.#emit('else', NOTHING);
      this.#enclosed(otherwise, label, text);
    }
    this.#emit('end', NOTHING);
  }

  #enclosed(body: Body, label: Label, text: string): void {
    this.#open.push({ label, text });
    for (const statement of flatten(body)) this.#statement(statement);
    this.#open.pop();
  }

  #emit(name: InstructionName, following: Literal): void {
    this.#lines.push({
      depth: this.#open.length,
      text: following.text === '' ? name : `${name} ${following.text}`,
      bytes: [...opcodeOf(name), ...following.bytes],
    });
  }

  #resolve(name: InstructionName, immediate: Immediate): Literal {
    switch (immediate.kind) {
      case 'literal':
        return immediate;
      case 'local':
        return this.#local(name, immediate.local);
      case 'label':
        return this.#label(immediate.label);
      case 'function':
        return this.#function(immediate.callee);
      case 'memory':
        return this.#memory(name, immediate);
    }
  }

  #local(name: InstructionName, local: Local): Literal {
    const index = this.#localIndices.get(local);
    if (index !== undefined) return { text: `$${local.identifier}`, bytes: unsignedLeb128(index) };
    throw this.#error(
      `${name} of one of its own locals`,
      `'${local.identifier}' of another function`,
      'declare it with local(…) of this function',
    );
  }

  /** A label's index counts the blocks between it and the branch (5.4.1). */
  #label(label: Label): Literal {
    const place = this.#open.findLastIndex((block) => block.label === label);
    if (place >= 0) {
      const depth = this.#open.length - 1 - place;
      return { text: this.#open[place].text, bytes: unsignedLeb128(depth) };
    }
    throw this.#error(
      'a branch to the label of a block or loop around it',
      `the label of a ${label.of} that does not enclose it`,
      `put the branch into the body of that ${label.of}`,
    );
  }

  #function(callee: Callable): Literal {
    const index = this.surroundings.functionIndices.get(callee);
    if (index !== undefined) return { text: `$${callee.name}`, bytes: unsignedLeb128(index) };
    throw this.#error(
      'a call of a function of its module',
      `'${callee.name}' of another`,
      'define or import it in this module',
    );
  }

  /** memarg (5.4.6) */
  #memory(name: InstructionName, { log2Alignment, offset }: MemoryArgument): Literal {
    if (this.surroundings.hasMemory) {
      return {
        text: offset === 0 ? '' : `offset=${offset}`,
        bytes: [...unsignedLeb128(log2Alignment), ...unsignedLeb128(offset)],
      };
    }
    throw this.#error(
      'no use of memory, as its module has none',
      name,
      'import or define a memory in the options of ModuleBuilder',
    );
  }

  #error(expected: string, got: string, remedy: string): Error {
    return new Error(`function ${this.source.name}: expected ${expected}, got ${got}; ${remedy}`);
  }
}

function flatten(body: Body): readonly Statement[] {
  return Array.isArray(body) ? body.flatMap((part: Body) => flatten(part)) : [body as Statement];
}
