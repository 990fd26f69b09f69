import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileError } from '../terminal/failure.js';

/**
 * Writes a file so that at every moment, a power cut included, `path` holds either what it held or all
 * of `content`: a temporary file in the same folder is written, synced and renamed. Content too large to
 * be held at once is a function that appends it piece by piece.
 */
export function writeAtomically(
  path: string,
  content: Uint8Array | string | ((append: (bytes: Uint8Array) => void) => void),
): void {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    const file = openSync(temporary, 'w');
    try {
      const append = (bytes: Uint8Array): void => {
        for (let done = 0; done < bytes.length;) {
          done += writeSync(file, bytes, done, bytes.length - done);
        }
      };
      if (typeof content === 'function') content(append);
      else append(typeof content === 'string' ? Buffer.from(content, 'utf8') : content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    throw fileError('write', path, error);
  }
  syncFolder(dirname(path));
}

/** Makes the rename itself durable, on systems that let folders be synced. */
function syncFolder(path: string): void {
  try {
    const folder = openSync(path, 'r');
    fsyncSync(folder);
    closeSync(folder);
  } catch {
    // Windows has no such call
  }
}
