import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { namedLeaves } from '../../lib/autodiff/index.js';
import { fileError } from '../terminal/failure.js';

/** The bytes of a typed array as they lie in memory. */
export function bytesOf(numbers: ArrayBufferView): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

/** SHA-256, hexadecimal. */
export function sha256(...parts: readonly (Uint8Array | string)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

export function sha256OfFile(path: string): string {
  try {
    return sha256(readFileSync(path));
  } catch (error) {
    throw fileError('read', path, error);
  }
}

/** SHA-256 of all leaves of a tree of tensors: equal for equal names, types, shapes and bits. */
export function digestOfTensors(tree: unknown): string {
  return sha256(
    ...namedLeaves(tree).flatMap(([name, { dtype, shape, data }]) => [
      `${name} ${dtype} [${shape.join(',')}]\n`,
      bytesOf(data),
    ]),
  );
}
