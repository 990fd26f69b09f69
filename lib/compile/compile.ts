import type { WorkerPool } from '../parallel/index.js';
import type { Graph } from './graph.js';
import { graphText } from './text.js';
import { allDense, match, rebuild, templateOf, type Template } from './template.js';
import { Program } from './program.js';
import { trace } from './trace.js';

export interface CompileOptions {
  /** threads to share the work with */
  readonly pool?: WorkerPool;
  /** told once for each function and shape that cannot be compiled, and runs plain */
  readonly onFallback?: (reason: string) => void;
}

/** A function for arguments of one structure, and how to run it. */
interface Specialisation {
  readonly args: Template;
  readonly result: Template;
  /** null: it cannot be compiled */
  readonly program: Program | null;
}

/** A pure function of tensors, compiled; it gives the same bits. */
export type Compiled<A extends unknown[], R> = ((...args: A) => R) & {
  /** The graph that these arguments lead to, as text. */
  text(...args: A): string;
  /** Frees what has been compiled. */
  close(): void;
};

/** More shapes and settings than these are forgotten, the oldest first. */
const MOST_SPECIALISATIONS = 16;

/**
 * Compiles a pure function of tensors in nested arrays and plain objects: for each structure, shapes and other
 * values (numbers, strings, settings) of the arguments it is traced once, on its first call, and
 * from then on run as fused kernels emitted as WebAssembly. Every bit is that of the plain executor.
 *
 * A function that asks for the numbers of a tensor cannot be compiled; it runs plain, and
 * `onFallback` is told so once. Inside a derivative or another compiled function it is part of that.
 */
export function compile<A extends unknown[], R>(
  f: (...args: A) => R,
  { pool, onFallback = warn }: CompileOptions = {},
): Compiled<A, R> {
  const known: Specialisation[] = [];
  const compiled = (...args: A): R => {
    for (const one of known) {
      const tensors = match(one.args, args);
      if (tensors === null) continue;
      if (one.program === null || !allDense(tensors)) return f(...args);
      return rebuild(one.result, one.program.run(tensors)) as R;
    }
    const template = templateOf(args);
    const tensors = template.tensors.map(({ like }) => like);
    if (!allDense(tensors)) return f(...args);
    const one = specialise(f, template, pool, onFallback);
    if (known.unshift(one) > MOST_SPECIALISATIONS) known.pop()?.program?.close();
    return one.program === null ? f(...args) : (rebuild(one.result, one.program.run(tensors)) as R);
  };
  return Object.assign(compiled, {
    text: (...args: A) => graphText(traceOf(f, args)),
    close: () => known.splice(0).forEach(({ program }) => program?.close()),
  }); // prettier-ignore
}

/** The graph of a function at these arguments. */
export function traceOf<A extends unknown[]>(f: (...args: A) => unknown, args: A): Graph {
  return trace(f as (...args: never[]) => unknown, templateOf(args)).graph;
}

function specialise<A extends unknown[], R>(
  f: (...args: A) => R,
  args: Template,
  pool: WorkerPool | undefined,
  onFallback: (reason: string) => void,
): Specialisation {
  const empty: Template = { root: { kind: 'static', value: undefined }, tensors: [] };
  try {
    const { graph, result } = trace(f as (...args: never[]) => unknown, args);
    return {
      args: shapesOnly(args),
      result: shapesOnly(result),
      program: new Program(graph, pool),
    };
  } catch (error) {
    // an error of the function itself comes again when it runs plain
    const reason = error instanceof Error ? error.message : String(error);
    onFallback(`compile: ${f.name || 'a function'} runs plain: ${reason}`);
    return { args: shapesOnly(args), result: empty, program: null };
  }
}

/** A template that does not keep the tensors it was made from. */
function shapesOnly({ root }: Template): Template {
  return { root, tensors: [] };
}

function warn(reason: string): void {
  (globalThis as { console?: { warn(text: string): void } }).console?.warn(reason);
}
