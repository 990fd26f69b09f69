import { mapTree, stopGradient, valueAndGradWithAux } from '../lib/autodiff/index.js';
import { plain, type Executor } from '../lib/compile/index.js';
import {
  adam,
  clipByGlobalNorm,
  sgd,
  type Optimizer,
  type OptimizerState,
  type Scales,
} from '../lib/optim/index.js';
import type { Chain } from '../lib/sampling/index.js';
import type { Tensor } from '../lib/tensor/index.js';
import { energy, type Autoencoder } from './autoencoder.js';
import type { Config, OptimiserConfig } from './config.js';
import {
  energyDifference, logCoshDifference, reconstructionLoss, wassersteinLoss,
} from './losses.js'; // prettier-ignore
import { negativeChain, type ChainNoise } from './negatives.js';

/** What one training step is made from: a batch [B, D] and, but for the AE, a chain's start and noise. */
export interface StepInputs {
  readonly batch: Tensor;
  readonly start?: Tensor;
  readonly chainNoise?: ChainNoise;
}

export interface LossAndGradient {
  readonly loss: Tensor;
  readonly gradient: Autoencoder;
  /** states and drifts of the negative chain, whose last state is x′; absent for the AE */
  readonly chain?: NegativeChain;
}

export type NegativeChain = Pick<Chain, 'states' | 'drifts'>;

/** The loss of `config.model` at a model's weights, with its gradient. */
export function lossAndGradient(
  config: Config,
  model: Autoencoder,
  inputs: StepInputs,
): LossAndGradient {
  const { value, gradient, aux } = valueAndGradWithAux(loss)(model, config, inputs);
  return { loss: value, gradient, ...aux };
}

function loss(
  model: Autoencoder,
  config: Config,
  { batch: x, start, chainNoise }: StepInputs,
): { value: Tensor; aux: { chain?: NegativeChain } } {
  if (config.model === 'ae') return { value: reconstructionLoss(energy(model), x), aux: {} };
  if (start === undefined || chainNoise === undefined) {
    throw new TypeError(`trainStep: expected start and chainNoise for the model ${config.model}`);
  }
  const { cost, form, gamma, alpha, detachNegatives } = config.loss;
  const sampled = config.model === 'nae' && detachNegatives ? mapTree(stopGradient, model) : model;
  const { states, drifts } = negativeChain(sampled, start, chainNoise, config.sampler);
  const negatives = states[states.length - 1];
  const value =
    config.model === 'wnae'
      ? wassersteinLoss(x, negatives, cost)
      : form === 'difference'
        ? energyDifference(energy(model), x, negatives, gamma)
        : logCoshDifference(energy(model), x, negatives, alpha);
  return { value, aux: { chain: { states, drifts } } };
}

export function optimizerOf({ name, weightDecay, momentum }: OptimiserConfig): Optimizer {
  if (name === 'sgd') return sgd({ momentum });
  return adam(name === 'adamw' ? { weightDecay } : {});
}

/** What an update leaves: loss, gradient, chain, and the model and optimiser after it. */
export interface Update extends LossAndGradient {
  readonly model: Autoencoder;
  readonly optimizer: OptimizerState<Autoencoder>;
}

/** One update of the weights: loss, gradient, its clipping, optimiser. A function of tensors alone. */
function update(
  config: Config,
  model: Autoencoder,
  moments: readonly Autoencoder[],
  scales: Scales,
  inputs: StepInputs,
): LossAndGradient & { model: Autoencoder; moments: readonly Autoencoder[] } {
  const result = lossAndGradient(config, model, inputs);
  const { clipNorm } = config.optimiser;
  const gradient =
    clipNorm === null ? result.gradient : clipByGlobalNorm(result.gradient, clipNorm);
  const updated = optimizerOf(config.optimiser).apply(model, gradient, moments, scales);
  return { ...result, model: updated.params, moments: updated.moments };
}

/** One update of the weights at `learningRate`. */
export function trainStep(
  config: Config,
  model: Autoencoder,
  optimizer: OptimizerState<Autoencoder>,
  learningRate: number,
  inputs: StepInputs,
  executor: Executor = plain,
): Update {
  const step = optimizer.step + 1;
  const scales = optimizerOf(config.optimiser).scales(step, learningRate, config.dtype);
  const { moments, ...result } = executor(update)(config, model, optimizer.moments, scales, inputs);
  return { ...result, optimizer: { step, moments } };
}
