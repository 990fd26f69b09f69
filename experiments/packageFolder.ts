import { join } from 'node:path';

/** The package's root, two folders above this compiled file (dist/experiments). */
export const packageFolder = join(import.meta.dirname, '../..');
