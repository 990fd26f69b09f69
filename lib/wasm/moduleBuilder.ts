import { assemble } from './assemble.js';
import { moduleBytes } from './binaryFormat.js';
import { FunctionBuilder } from './functionBuilder.js';
import { expectIdentifier } from './identifier.js';
import { checkMemory, DEFAULT_MEMORY, type MemoryOptions } from './memory.js';
import type { AssembledModule, ImportedFunction } from './assembledModule.js';
import type { Callable, ParameterTypes } from './syntax.js';
import { moduleText } from './textFormat.js';
import type { ValueType } from './valueType.js';

export interface ModuleOptions {
  /** imported as env.memory if left out; null: none */
  readonly memory?: MemoryOptions | null;
}

/** A WebAssembly module: at most one memory, and functions that are all exported by name. */
export class ModuleBuilder {
  readonly #memory: MemoryOptions | null;
  readonly #imports: ImportedFunction[] = [];
  readonly #functions: FunctionBuilder[] = [];

  constructor({ memory = DEFAULT_MEMORY }: ModuleOptions = {}) {
    if (memory !== null) checkMemory(memory);
    this.#memory = memory;
  }

  /** A new function; one without `result` returns nothing. It may be called before it has a body. */
  function<P extends ParameterTypes, R extends ValueType | null = null>(
    name: string,
    parameterTypes: P,
    result?: R,
  ): FunctionBuilder<P, R> {
    this.#expectFree(name);
    const builder = new FunctionBuilder(name, parameterTypes, (result ?? null) as R);
    this.#functions.push(builder as unknown as FunctionBuilder);
    return builder;
  }

  /** A function that the host passes in as imports[module][name]. */
  importFunction<P extends ParameterTypes, R extends ValueType | null = null>(
    module: string,
    name: string,
    parameterTypes: P,
    result?: R,
  ): Callable<P, R> {
    this.#expectFree(name);
    const imported = { module, name, parameterTypes, result: (result ?? null) as R };
    this.#imports.push(imported);
    return imported;
  }

  /** The module's binary form, which WebAssembly.Module compiles. */
  toBytes(): Uint8Array<ArrayBuffer> {
    return moduleBytes(this.#assemble());
  }

  /** The same as WebAssembly text, one instruction a line. */
  toText(): string {
    return moduleText(this.#assemble());
  }

  #expectFree(name: string): void {
    expectIdentifier('function', name);
    if ([...this.#imports, ...this.#functions].every((other) => other.name !== name)) return;
    throw new Error(
      `function ${name}: expected a name of its own, got that of an earlier one; rename one of them`,
    );
  }

  /** Imported functions have the first indices (core spec 2.0, 2.5.1). */
  #assemble(): AssembledModule {
    const callables = [...this.#imports, ...this.#functions];
    const surroundings = {
      functionIndices: new Map<Callable, number>(callables.map((one, index) => [one, index])),
      hasMemory: this.#memory !== null,
    };
    return {
      memory: this.#memory,
      imports: this.#imports,
      functions: this.#functions.map((source) => ({
        name: source.name,
        parameterTypes: source.parameterTypes,
        result: source.result,
        locals: source.locals,
        lines: assemble(source, surroundings),
      })),
    };
  }
}
