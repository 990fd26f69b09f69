export {
  decode,
  encode,
  energy,
  initAutoencoder,
  latentEnergy,
  type Autoencoder,
} from './autoencoder.js';
export {
  defaultConfig, type ChainConfig, type Config, type LossConfig, type ModelName,
  type OptimiserConfig, type SamplerConfig,
} from './config.js'; // prettier-ignore
export {
  energyDifference, logCoshDifference, reconstructionLoss, wassersteinLoss,
} from './losses.js'; // prettier-ignore
export {
  chainNoise, negativeChain, NegativeSampler, onManifoldStart, type ChainNoise,
} from './negatives.js'; // prettier-ignore
export {
  lossAndGradient, optimizerOf, trainStep, type LossAndGradient, type NegativeChain, type StepInputs,
  type Update,
} from './trainStep.js'; // prettier-ignore
export { scores } from './score.js';
export * from './training/index.js';
export * from './preprocessing/index.js';
export * from './metrics/index.js';
export { showKey, showValue, suggestion } from './configWords.js';
export { resolveConfig } from './resolveConfig.js';
