export {
  driftOf, langevin, langevinStep, stepSizeAndNoise, type Chain, type Energy, type LangevinOptions,
} from './langevin.js'; // prettier-ignore
export { ReplayBuffer, type ReplayBufferOptions, type ReplayBufferState } from './replayBuffer.js';
export { effectiveSampleSize, splitRHat } from './diagnostics.js';
