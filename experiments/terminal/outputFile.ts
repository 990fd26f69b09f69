import { realpathSync, statSync, type Stats } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileError } from './failure.js';

/**
 * Fails before any work is done where `path` cannot be the file that a command writes, or must not be: where its name
 * ends in none of `endings`, its folder is not there, it is a folder or a device itself, or it is one of the `inputs`
 * that the command reads, under whatever name, or a checkpoint of a run among them.
 */
export function checkOutput(
  path: string,
  endings: readonly string[],
  inputs: readonly (string | undefined)[] = [],
): void {
  const refuse = (reason: string): never => {
    throw fileError('write', path, new Error(reason));
  };
  if (!endings.includes(extname(path).toLowerCase())) {
    const [last, ...others] = endings.toReversed();
    const list = others.length === 0 ? last : `${others.toReversed().join(', ')} or ${last}`;
    refuse(`expected a name that ends in ${list}`);
  }
  const folder = dirname(path);
  const [there, parent] = [statsOf(path), statsOf(folder)];
  if (parent === null) refuse('there is no such file or folder');
  if (parent?.isDirectory() === false) refuse('a part of the path is not a folder');
  if (there?.isDirectory()) refuse('it is a folder');
  if (there !== null && !there.isFile()) refuse('it is not a regular file');
  for (const input of inputs.filter((name) => name !== undefined)) {
    // file.root:tree, file.npz:key
    for (const name of [input, input.replace(/:[^:]+$/, '')]) {
      const read = statsOf(name);
      if (there !== null && read?.dev === there.dev && read.ino === there.ino) {
        refuse('it is what the command reads; choose another name');
      }
      const checkpoints = join(name, 'checkpoints');
      if (statsOf(checkpoints) !== null && realpathSync(folder) === realpathSync(checkpoints)) {
        refuse(`it would lie among the checkpoints of ${name}; choose another folder`);
      }
    }
  }
}

/** Of what a path leads to, or null where it leads nowhere. */
function statsOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}
