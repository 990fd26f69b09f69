import { resolveConfig, Trainer, type Config } from '../../algorithms/index.js';
import { momentNames } from '../../experiments/crosscheck/bundleFormat.js';
import { stepNumbers } from '../../experiments/crosscheck/writeBundle.js';
import { namedLeaves } from '../../lib/autodiff/index.js';
import { plain } from '../../lib/compile/index.js';
import { readSafetensors, writeSafetensors } from '../../lib/io/index.js';
import { key, normal } from '../../lib/random/index.js';
import { bytesOf, type NamedTensors } from './bundleCases.js';

/** Every model with every way to start its chains, and variants of loss, box and optimiser. */
export const variants: Readonly<Record<string, Record<string, unknown>>> = {
  'AE': { model: 'ae' },
  'AE, SGD with momentum, clipped': { model: 'ae', optimiser: { name: 'sgd', clipNorm: 0.1 } },
  ...Object.fromEntries(
    ['cd', 'pcd', 'omi'].flatMap((initialisation) => [
      [`NAE, ${initialisation}`, { model: 'nae', sampler: { initialisation } }],
      [`WNAE, ${initialisation}`, { model: 'wnae', sampler: { initialisation } }],
    ]),
  ),
  'NAE, plain difference, differentiated, AdamW': {
    model: 'nae', loss: { form: 'difference', gamma: 0.1, detachNegatives: false }, optimiser: { name: 'adamw' },
  },
  'WNAE, Euclidean, clipped drift, annealed': {
    model: 'wnae', loss: { cost: 'euclidean' }, sampler: { clipGradient: 0.5, annealNoise: true },
  },
  'WNAE, rejecting box': { model: 'wnae', sampler: { outside: 'reject', box: [-1.5, 1.5] } },
}; // prettier-ignore

export interface TrainedBundle {
  readonly config: Config;
  readonly named: NamedTensors;
}

/** Three steps of a training on normal numbers, by our own executor. */
export function trained(
  given: Record<string, unknown>,
  { batchSize = 32, features = 8 } = {},
): TrainedBundle {
  const config = resolveConfig({ batchSize, validationSize: 32, epochs: 1, ...given });
  const points = (rows: number, seed: number): Float64Array => normal(key(seed), rows * features);
  const named: NamedTensors = new Map();
  let k = 0;
  const data = { features, train: points(3 * batchSize, 1), validation: points(32, 2) };
  const trainer = new Trainer(config, data, undefined, plain, (step) => {
    for (const [name, { shape, data }] of stepNumbers(config, step)) {
      named.set(`step.${k}/${name}`, { shape, data });
    }
    k += 1;
  });
  for (const [name, { shape, data }] of namedLeaves(trainer.progress.model)) {
    named.set(`init/${name}`, { shape, data });
  }
  trainer.epoch();
  return { config, named };
}

/** The same numbers as a bundle that begins after one update, with the moments it starts from. */
export function afterOneUpdate({ config, named }: TrainedBundle): Uint8Array {
  const renamed: NamedTensors = new Map();
  for (const [name, array] of named) {
    const [, step, rest] = /^step\.(\d+)\/(.*)$/.exec(name) ?? [];
    if (step === undefined) continue;
    const isMoment = momentNames(config).some((moment) => rest.startsWith(`${moment}/`));
    if (step !== '0') renamed.set(`step.${Number(step) - 1}/${rest}`, array);
    else if (rest.startsWith('param/')) renamed.set(`init/${rest.slice('param/'.length)}`, array);
    else if (isMoment) renamed.set(`init/${rest}`, array);
  }
  const { tensors, metadata } = readSafetensors(bytesOf(config, renamed));
  return writeSafetensors(tensors, { ...metadata, updates: '1' });
}
