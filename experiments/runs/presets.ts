import type { Config } from '../../algorithms/index.js';
import { resolveConfig } from '../../algorithms/index.js';

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
    description: 'until the effects show, in minutes',
    trainings: comparison({ ae: 300, nae: 120, wnae: 60 }, 2),
  },
  long: {
    description: 'until AE and WNAE have settled, in half an hour',
    trainings: comparison({ ae: 600, nae: 120, wnae: 300 }, 5),
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

/** The three trainings with their numbers of epochs; W of the last two is measured every `validateEvery`. */
function comparison(
  epochs: { readonly ae: number; readonly nae: number; readonly wnae: number },
  validateEvery: number,
): PresetTraining[] {
  return [
    {
      name: 'ae',
      title: 'AE',
      weight: epochs.ae / 10,
      config: { model: 'ae', epochs: epochs.ae, validateEvery: 10 },
      evaluateEvery: 10,
    },
    {
      name: 'nae',
      title: 'NAE',
      weight: epochs.nae,
      config: {
        model: 'nae',
        epochs: epochs.nae,
        validateEvery: Math.min(validateEvery, 2),
        loss: { form: 'difference' },
        optimiser: { learningRate: 1e-4 },
      },
      evaluateEvery: 5,
    },
    {
      name: 'wnae',
      title: 'WNAE',
      weight: 2 * epochs.wnae,
      config: { model: 'wnae', epochs: epochs.wnae, validateEvery },
      evaluateEvery: 5,
    },
  ];
}
