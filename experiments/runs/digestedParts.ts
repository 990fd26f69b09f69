import { namedLeaves } from '../../lib/autodiff/index.js';

/** The bytes of a typed array as they lie in memory. */
export function bytesOf(numbers: ArrayBufferView): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

/** What the digest of a tree of tensors is taken of, one after the other: name, type, shape and bits of every leaf. */
export function digestedParts(tree: unknown): (Uint8Array | string)[] {
  return namedLeaves(tree).flatMap(([name, { dtype, shape, data }]) => [
    `${name} ${dtype} [${shape.join(',')}]\n`,
    bytesOf(data),
  ]);
}
