import {
  resolveConfig,
  type Config,
  type ModelName,
  type TrainingData,
} from '../../algorithms/index.js';
import { key, stream } from '../../lib/random/index.js';
import { sCurve } from './sCurve.js';

/** 2048 points to train on and 1024 to validate with. */
export function tutorialData(): TrainingData {
  return {
    features: 2,
    train: sCurve(stream(key(0), 'train'), 2048),
    validation: sCurve(stream(key(0), 'validation'), 1024),
  };
}

/** The chains of the WNAE's own tutorial in PyTorch; network and batch so that a training takes seconds. */
export function tutorialConfig(model: ModelName, epochs: number, seed = 0): Config {
  return resolveConfig({
    model,
    seed,
    epochs,
    network: { hidden: [32], code: 32 },
    sampler: { steps: 10, noise: 0.2, temperature: 0.05, box: [-3, 3] },
    loss: { form: 'difference' },
    optimiser: { learningRate: 0.003 },
    batchSize: 256,
    validationSize: 512,
  });
}

/** How long each model is trained. */
export const tutorialEpochs: Readonly<Record<ModelName, number>> = { ae: 60, nae: 40, wnae: 60 };
