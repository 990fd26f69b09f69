import type { Config } from '../algorithms/index.js';
import { resolveConfig } from '../algorithms/resolveConfig.js';

/** One of the trainings a preset compares. */
export interface PresetTraining {
  /** of its run folder, before the seed */
  readonly name: string;
  readonly title: string;
  /** how long it takes beside the others, so that the longest begin first */
  readonly weight: number;
  readonly config: Readonly<Record<string, unknown>>;
  readonly evaluateEvery: number;
}

export interface Preset {
  readonly description: string;
  readonly trainings: readonly PresetTraining[];
}

export type PresetName = keyof typeof presets;

/**
 * The comparison of the paper (CMS-PAS-MLG-24-002): an AE, an NAE with the plain difference of
 * energies, whose divergence is to be seen, and a WNAE; all that is not named is default.
 */
export const presets = {
  quick: {
    description: 'learning rates at which the effects show within minutes',
    trainings: [
      {
        name: 'ae',
        title: 'AE',
        weight: 30,
        config: { model: 'ae', epochs: 300, validateEvery: 10 },
        evaluateEvery: 10,
      },
      {
        name: 'nae',
        title: 'NAE',
        weight: 90,
        config: {
          model: 'nae',
          epochs: 120,
          validateEvery: 2,
          loss: { form: 'difference' },
          optimiser: { learningRate: 1e-4 },
        },
        evaluateEvery: 5,
      },
      {
        name: 'wnae',
        title: 'WNAE',
        weight: 120,
        config: { model: 'wnae', epochs: 60, validateEvery: 2 },
        evaluateEvery: 5,
      },
    ],
  },
  smoke: {
    description: 'one epoch of each in seconds, to see that everything works',
    trainings: (['ae', 'nae', 'wnae'] as const).map((model, k) => ({
      name: model,
      title: model.toUpperCase(),
      weight: k,
      config: { model, epochs: 1, batchSize: 64, validationSize: 64, split: [0.02, 0.03, 0.95] },
      evaluateEvery: 1,
    })),
  },
} satisfies Record<string, Preset>;

export function configOf(training: PresetTraining, seed: number): Config {
  return resolveConfig({ ...training.config, seed });
}
