import {
  chainNoise, fitQuantileTransform, initAutoencoder, NegativeSampler, optimizerOf,
  quantileTransform, resolveConfig, rowsOf, scores, trainStep, type Config, type StepInputs,
} from '../../algorithms/index.js'; // prettier-ignore
import { leaves } from '../../lib/autodiff/index.js';
import { compiled, plain, type Executor } from '../../lib/compile/index.js';
import { fold, key, permutation, stream } from '../../lib/random/index.js';
import type { Tensor } from '../../lib/tensor/index.js';
import { sheet } from './inputs.js';
import { joined, type Measurement } from './measurement.js';

/**
 * What can run a training, all with the same bits: a new one is one line here. One that cannot run a function,
 * or not on this host, says so.
 */
const executors: Readonly<Record<string, (cannot: () => void) => Executor>> = {
  plain: () => plain,
  compiled: (cannot) => compiled({ onFallback: cannot }),
};

const FEATURES = 8;
const STEPS = 3;
const chain = { steps: 4, bufferSize: 100 };

const trainings: Readonly<Record<string, Record<string, unknown>>> = {
  ae: { model: 'ae', optimiser: { name: 'adamw' } },
  nae: { model: 'nae', sampler: chain, optimiser: { learningRate: 1e-3 } },
  'nae, adjusted chain from the data, differentiated': {
    model: 'nae',
    optimiser: { name: 'sgd', clipNorm: 0.5 },
    loss: { form: 'difference', gamma: 0.1, detachNegatives: false },
    sampler: { ...chain, initialisation: 'cd', adjusted: true, outside: 'reject' },
  },
  wnae: { model: 'wnae', sampler: chain },
  'wnae, on the manifold, euclidean': {
    model: 'wnae',
    loss: { cost: 'euclidean' },
    sampler: { ...chain, initialisation: 'omi', latent: { steps: 3 }, clipGradient: 0.5 },
  },
};

/** Preprocessing, then three steps of every training with every executor, in both precisions. */
export function* shortTrainings(): Generator<Measurement> {
  const raw = sheet('jets', 300, FEATURES);
  const jets = quantileTransform(fitQuantileTransform(raw, FEATURES, { quantiles: 100 }), raw);
  yield { name: 'training/preprocessing', numbers: jets };
  for (const [name, settings] of Object.entries(trainings)) {
    for (const dtype of ['float64', 'float32']) {
      for (const executor of Object.keys(executors)) {
        const config = resolveConfig({ ...settings, dtype, batchSize: 64, seed: 7 });
        let able = true;
        const chosen = executors[executor](() => (able = false));
        for (const [part, numbers] of shortTraining(config, jets, chosen)) {
          if (!able) break;
          yield { name: `training/${name}, ${dtype}/${part}`, executor, numbers };
        }
      }
    }
  }
}

/** In the order in which they follow from each other, so that the first that differs is the cause. */
function* shortTraining(
  config: Config,
  jets: Float64Array,
  executor: Executor,
): Generator<readonly [part: string, numbers: ArrayLike<number>]> {
  const { network, dtype, sampler, batchSize, optimiser } = config;
  const root = key(config.seed);
  const negatives = new NegativeSampler(
    sampler,
    FEATURES,
    network.code,
    dtype,
    undefined,
    executor,
  );
  const order = permutation(stream(root, 'order'), jets.length / FEATURES);
  let model = initAutoencoder(stream(root, 'weights'), FEATURES, network, dtype);
  let optimizer = optimizerOf(optimiser).init(model);
  yield ['weights', flat(model)];
  for (let k = 0; k < STEPS; k++) {
    const rows = order.subarray(k * batchSize, (k + 1) * batchSize);
    const batch = rowsOf(jets, FEATURES, dtype, rows);
    const stepKey = fold(stream(root, 'step'), k);
    const { start, codes } = negatives.start(stepKey, model, batch);
    const noise = chainNoise(stepKey, sampler, batch.shape, dtype);
    const inputs: StepInputs =
      config.model === 'ae' ? { batch } : { batch, start, chainNoise: noise };
    const made = trainStep(config, model, optimizer, optimiser.learningRate, inputs, executor);
    ({ model, optimizer } = made);
    if (made.chain !== undefined) {
      const { states, drifts } = made.chain;
      yield [`step ${k + 1}/start`, start.data];
      yield [`step ${k + 1}/chain`, flat({ drifts, states })];
      negatives.record(codes ?? states[states.length - 1]);
    }
    yield [`step ${k + 1}/loss`, made.loss.data];
    yield [`step ${k + 1}/gradient`, flat(made.gradient)];
    yield [`step ${k + 1}/weights`, flat(model)];
  }
  yield ['scores', scores(model, jets, FEATURES, dtype, executor)];
}

/** All numbers of a tree of tensors. */
function flat(tree: unknown): Float64Array {
  return joined(...leaves(tree).map((leaf: Tensor) => leaf.data));
}
