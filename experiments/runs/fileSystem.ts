import {
  closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync,
  writeSync,
} from 'node:fs'; // prettier-ignore

/**
 * The calls on files that runs are read and written with. `nodeFiles` are the machine's; tests put in
 * their place a disk that fails, stops or forgets at any of them. What is neither synced nor renamed in
 * a synced folder may be lost when the power goes.
 */
export interface FileSystem {
  exists(path: string): boolean;
  read(path: string): Uint8Array;
  /** names in a folder */
  list(folder: string): string[];
  /** `write` empties the file or makes it, `append` goes on with it, `create` fails where it is there */
  open(path: string, how: 'write' | 'append' | 'create'): OpenFile;
  rename(from: string, to: string): void;
  /** a file that is not there is no error */
  remove(path: string): void;
  /** one folder, in one that is there */
  makeFolder(path: string): void;
  /** makes lasting which names the folder holds */
  syncFolder(path: string): void;
}

export interface OpenFile {
  /** how many of the bytes were written */
  write(bytes: Uint8Array): number;
  /** makes the content lasting */
  sync(): void;
  close(): void;
}

const flags = { write: 'w', append: 'a', create: 'wx' } as const;

export const nodeFiles: FileSystem = {
  exists: existsSync,
  read: (path) => readFileSync(path),
  list: (folder) => readdirSync(folder),
  open(path, how) {
    const file = openSync(path, flags[how]);
    return {
      write: (bytes) => writeSync(file, bytes),
      sync: () => fsyncSync(file),
      close: () => closeSync(file),
    };
  },
  rename: renameSync,
  remove: (path) => rmSync(path, { force: true }),
  makeFolder: (path) => mkdirSync(path),
  syncFolder(path) {
    let folder;
    try {
      folder = openSync(path, 'r');
    } catch (error) {
      // Windows opens no folders, and needs no such call; one that may not be read cannot be synced
      const { code } = error as NodeJS.ErrnoException;
      if (process.platform === 'win32' || code === 'EACCES') return;
      throw error;
    }
    try {
      fsyncSync(folder);
    } catch (error) {
      // some network file systems know no such call
      if ((error as NodeJS.ErrnoException).code !== 'EINVAL') throw error;
    } finally {
      closeSync(folder);
    }
  },
};
