import { browsers } from './browsers.js';
import { emulated } from './emulated.js';
import type { Engine } from './engine.js';
import { programs } from './programs.js';

export { EngineMissing, type Engine, type Request } from './engine.js';

/** Everything that the build is tried on. */
export const engines: readonly Engine[] = [...programs, ...browsers, ...emulated];
