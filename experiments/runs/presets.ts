import type { Config } from '../../algorithms/index.js';
import { resolveConfig } from '../../algorithms/index.js';
import { backgroundNames } from '../jets/jets.js';
import { DEFAULT_DATA, signalNames, type DataSection } from '../jets/jetSource.js';

/** One of the trainings a preset compares. */
export interface PresetTraining {
  /** of its run folder, before the seed */
  readonly name: string;
  readonly title: string;
  /** how long it takes beside the others, so that the longest begin first */
  readonly weight: number;
  readonly config: Readonly<Record<string, unknown>>;
  readonly evaluateEvery: number;
  /** what is trained on, by default the background, and what is to stand out from it, by default the signals */
  readonly data?: Pick<DataSection, 'source'>;
  readonly signals?: readonly string[];
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
  paper: {
    description: 'all the trainings behind the figures of the paper',
    trainings: [
      ...comparison({ ae: 600, nae: 120, wnae: 300 }, 5, 2),
      {
        name: 'nae-logcosh',
        title: 'NAE, log cosh',
        weight: 600,
        config: {
          model: 'nae',
          epochs: 600,
          validateEvery: 5,
          loss: { form: 'log-cosh', detachNegatives: false },
          optimiser: { learningRate: 3e-4 },
        },
        evaluateEvery: 5,
      },
      {
        name: 'wnae-signal',
        title: 'WNAE on signal',
        weight: 200,
        config: { model: 'wnae', epochs: 100, validateEvery: 2 },
        evaluateEvery: 2,
        data: { source: 'svj_m2000_r03' },
        signals: [backgroundNames[0]],
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

/** What a training of a preset is trained on, and which samples are held against it. */
export function samplesOf({ data = DEFAULT_DATA, signals = signalNames }: PresetTraining): {
  readonly data: Pick<DataSection, 'source'>;
  readonly signals: readonly string[];
} {
  return { data, signals };
}

export function configOf(training: PresetTraining, seed: number): Config {
  return resolveConfig({ ...training.config, seed });
}

/**
 * The three trainings with their numbers of epochs; W of the last two is measured every `validateEvery`,
 * the AUC of the NAE every `naeEvaluateEvery`.
 */
function comparison(
  epochs: { readonly ae: number; readonly nae: number; readonly wnae: number },
  validateEvery: number,
  naeEvaluateEvery = 5,
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
      evaluateEvery: naeEvaluateEvery,
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
