import { readSync } from 'node:fs';

/**
 * The `length` bytes from byte `at` of an open file of `size` bytes. A range that the file does not have is an Error
 * before memory is asked for it, and so is a file that has become shorter since.
 */
export function readRange(
  file: number,
  size: number,
  at: number,
  length: number,
): Uint8Array<ArrayBuffer> {
  if (!(at >= 0 && length >= 0 && at + length <= size)) {
    throw new Error(
      `expected a range of the file's ${size} bytes, got ${length} bytes from ${at}; the file is cut or damaged`,
    );
  }
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length;) {
    const read = readSync(file, bytes, done, length - done, at + done);
    if (read === 0) throw new Error(`expected ${length} bytes from byte ${at}, got ${done}`);
    done += read;
  }
  return bytes;
}
