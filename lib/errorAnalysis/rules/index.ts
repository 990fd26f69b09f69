import { contraction } from './contraction.js';
import { elementwise } from './elementwise.js';
import { layout } from './layout.js';

export type { Rule } from './rule.js';

/** The primitives that have a bound. */
export const rules = { ...elementwise, ...contraction, ...layout };
