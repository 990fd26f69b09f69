export { philox4x32 } from './philox.js';
export { fold, key, split, stream, STREAM_VERSION, type Key } from './key.js';
export { bits } from './bits.js';
export { bernoulli, integers, normal, uniform } from './distributions.js';
export { choice, permutation, type ChoiceOptions } from './selection.js';
