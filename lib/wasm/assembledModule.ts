import type { Line } from './assemble.js';
import type { MemoryOptions } from './memory.js';
import type { Callable, Local } from './syntax.js';

export interface ImportedFunction extends Callable {
  readonly module: string;
}

export interface AssembledFunction extends Callable {
  /** parameters first */
  readonly locals: readonly Local[];
  readonly lines: readonly Line[];
}

/** All that is written or printed of a module. */
export interface AssembledModule {
  readonly memory: MemoryOptions | null;
  readonly imports: readonly ImportedFunction[];
  readonly functions: readonly AssembledFunction[];
}
