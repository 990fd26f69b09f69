/*
 * Counts what a function asks for in typed arrays and buffers, whether or not it is ever touched: the
 * constructors of this process are replaced by ones that add up the bytes.
 */
let requested = 0;

const names = [
  'ArrayBuffer', 'Float64Array', 'Float32Array', 'Int32Array', 'Uint32Array', 'Int16Array', 'Uint16Array', 'Int8Array',
  'Uint8Array', 'BigInt64Array', 'BigUint64Array',
] as const; // prettier-ignore

for (const name of names) {
  const original = globalThis[name] as unknown as new (...args: unknown[]) => ArrayBufferLike;
  Object.assign(globalThis, {
    [name]: new Proxy(original, {
      construct(target, args, self) {
        const made = Reflect.construct(target, args, self) as ArrayBufferLike;
        // a view of a buffer asks for nothing
        if (!(args[0] instanceof Object && 'byteLength' in args[0] && !('length' in args[0]))) {
          requested += made.byteLength;
        }
        return made;
      },
    }),
  });
}

/** The bytes that `run` asks for, what is freed again included, and what zlib unpacks left out. */
export function bytesRequested(run: () => void): number {
  const before = requested;
  run();
  return requested - before;
}
