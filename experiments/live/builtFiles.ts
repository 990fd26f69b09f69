import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../packageFolder.js';
import type { Content } from './localServer.js';

/**
 * A module of the build by its path below /dist/, for pages that load it as it is. Its names are plain words:
 * neither `..` nor an escaped character is one, so that no path leads out of the folder.
 */
export function builtFile(path: string): Content | null {
  const name = /^\/dist\/((?:lib|algorithms|experiments)\/(?:\w+\/)*\w+\.js)$/.exec(path)?.[1];
  if (name === undefined) return null;
  const file = join(packageFolder, 'dist', name);
  return existsSync(file) ? { type: 'text/javascript', body: readFileSync(file) } : null;
}
