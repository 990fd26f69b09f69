/** The memory that modules share with typed arrays: `new Float64Array(memory.buffer)`. */
export interface HostMemory {
  readonly buffer: ArrayBuffer | SharedArrayBuffer;
  grow(pages: number): number;
}

/** What modules import: functions and a memory under two names. */
export type HostImports = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A compiled module; postMessage passes it to other threads. */
export type HostModule = object;

export interface Host {
  validate(bytes: Uint8Array<ArrayBuffer>): boolean;
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => HostModule;
  readonly Instance: new (
    module: HostModule,
    imports: HostImports,
  ) => { readonly exports: unknown };
  readonly Memory: new (descriptor: {
    initial: number;
    maximum?: number;
    shared?: boolean;
  }) => HostMemory;
}

/** The part used here of the WebAssembly object, which TypeScript declares only for browsers. */
export const host = (globalThis as unknown as { readonly WebAssembly: Host }).WebAssembly;

/** The module's exports, compiled at once; `E` says what they are. */
export function instantiate<E>(
  module: Uint8Array<ArrayBuffer> | HostModule,
  imports: HostImports = {},
): E {
  const compiled = module instanceof Uint8Array ? new host.Module(module) : module;
  return new host.Instance(compiled, imports).exports as E;
}
