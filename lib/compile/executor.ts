import { compile, type CompileOptions } from './compile.js';

/**
 * A way to run pure functions of tensors. All executors give the same bits; asked again for a
 * function, one gives what it made of it before.
 */
export type Executor = <A extends unknown[], R>(f: (...args: A) => R) => (...args: A) => R;

/** Every primitive as the readable loop that defines it. */
export const plain: Executor = (f) => f;

/** Functions compiled, all with the same options. */
export function compiled(options: CompileOptions = {}): Executor {
  const known = new WeakMap<object, unknown>();
  return <A extends unknown[], R>(f: (...args: A) => R) => {
    const one = (known.get(f) as ((...args: A) => R) | undefined) ?? compile(f, options);
    known.set(f, one);
    return one;
  };
}

/** Functions compiled for the calling thread alone; kept for the life of the process. */
export const onOneThread: Executor = compiled();
