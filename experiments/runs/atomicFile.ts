import { basename, dirname, join } from 'node:path';
import { fileError } from '../terminal/failure.js';
import { nodeFiles, type FileSystem } from './fileSystem.js';

/**
 * Writes a file so that at every moment, a power cut included, `path` holds either what it held or all
 * of `content`, and for good once this returns: a temporary file in the same folder is written, synced
 * and renamed, and the folder synced. Content too large to be held at once is a function that appends it
 * piece by piece.
 */
export function writeAtomically(
  path: string,
  content: Uint8Array | string | ((append: (bytes: Uint8Array) => void) => void),
  files: FileSystem = nodeFiles,
): void {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    const file = files.open(temporary, 'write');
    try {
      if (typeof content === 'function') content((bytes) => writeAll(file.write, bytes));
      else writeAll(file.write, content);
      file.sync();
    } finally {
      file.close();
    }
    files.rename(temporary, path);
    files.syncFolder(dirname(path));
  } catch (error) {
    try {
      files.remove(temporary);
    } catch {
      // the first error is the one to tell
    }
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    throw fileError('write', path, error);
  }
}

/**
 * Adds text to the end of a file; after a crash any part of it may be missing, unless it is added
 * `durably`.
 */
export function appendText(
  path: string,
  text: string,
  files: FileSystem,
  durably: boolean = false,
): void {
  try {
    const file = files.open(path, 'append');
    try {
      writeAll(file.write, text);
      if (durably) file.sync();
    } finally {
      file.close();
    }
  } catch (error) {
    throw fileError('write', path, error);
  }
}

/** Makes a folder and those it lies in, where they are missing, for good. */
export function makeFolders(path: string, files: FileSystem): void {
  const parent = dirname(path);
  if (parent === path) return;
  makeFolders(parent, files);
  if (!files.exists(path)) files.makeFolder(path);
  // also where it is there: who made it may have died before this
  files.syncFolder(parent);
}

/** Removes what a process that died while it wrote left in a folder. */
export function removeTemporaries(folder: string, files: FileSystem): void {
  for (const name of files.list(folder).filter(isTemporary)) files.remove(join(folder, name));
}

export function isTemporary(name: string): boolean {
  return /^\..+\.\d+\.tmp$/.test(name);
}

export function writeAll(write: (bytes: Uint8Array) => number, content: Uint8Array | string): void {
  let rest = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  while (rest.length > 0) {
    const written = write(rest);
    if (written === 0) throw new Error('the file takes no more bytes');
    rest = rest.subarray(written);
  }
}
