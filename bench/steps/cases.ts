import {
  defaultConfig, energy, initAutoencoder, optimizerOf, trainStep,
  type Autoencoder, type Config, type ModelName, type StepInputs,
} from '../../algorithms/index.js'; // prettier-ignore
import { grad, leaves } from '../../lib/autodiff/index.js';
import { compiled, plain, type Executor } from '../../lib/compile/index.js';
import type { WorkerPool } from '../../lib/parallel/index.js';
import { fold, key, normal } from '../../lib/random/index.js';
import { langevin, type LangevinOptions } from '../../lib/sampling/index.js';
import {
  cast,
  mul,
  sum,
  tensor,
  type DenseTensor,
  type DType,
  type Tensor,
} from '../../lib/tensor/index.js';

export const FEATURES = 8;
const root = key(0);

export interface Size {
  readonly batch: number;
  readonly dtype: DType;
  readonly steps?: number;
  readonly width?: number;
}

/** Something to time, and what shows that it is right. */
export interface Case {
  readonly run: (executor: Executor) => void;
  readonly result: (executor: Executor) => unknown;
}

function draw(n: number, dtype: DType, ...shape: number[]): DenseTensor {
  const size = shape.reduce((a, b) => a * b, 1);
  return cast(tensor(normal(fold(root, n), size), shape), dtype);
}

function configOf(model: ModelName, { dtype, width = 10 }: Size): Config {
  return { ...defaultConfig(model), dtype, network: { hidden: [width, width], code: 6 } };
}

/** One training step: loss, gradient, transport and Adam. */
export function stepCase(model: ModelName, size: Size): Case {
  const { batch, dtype, steps = 10 } = size;
  const config = configOf(model, size);
  const weights = initAutoencoder(root, FEATURES, config.network, dtype);
  const optimizer = optimizerOf(config.optimiser).init(weights);
  const inputs: StepInputs = {
    batch: draw(0, dtype, batch, FEATURES),
    start: draw(1, dtype, batch, FEATURES),
    chainNoise: { noise: draw(2, dtype, steps, batch, FEATURES) },
  };
  const result = (executor: Executor): unknown => {
    const { loss, gradient, model } = trainStep(config, weights, optimizer, 1e-3, inputs, executor);
    return { loss, gradient, model };
  };
  let now = { model: weights, optimizer };
  return {
    result,
    run: (executor) => {
      now = trainStep(config, now.model, now.optimizer, 1e-3, inputs, executor);
    },
  };
}

/** Gradient, with respect to all weights, of the end of a chain against a fixed cotangent. */
export function chainGradient(
  model: Autoencoder,
  start: Tensor,
  noise: Tensor,
  cotangent: Tensor,
  options: LangevinOptions,
): Autoencoder {
  return grad((weights: Autoencoder) => {
    const { states } = langevin(energy(weights), start, noise, options);
    return sum(mul(states[states.length - 1], cotangent));
  })(model);
}

export type ChainArguments = Parameters<typeof chainGradient>;

export function chainArguments(size: Size): ChainArguments {
  const { batch, dtype, steps = 10 } = size;
  const config = configOf('wnae', size);
  return [
    initAutoencoder(root, FEATURES, config.network, dtype),
    draw(1, dtype, batch, FEATURES),
    draw(2, dtype, steps, batch, FEATURES),
    draw(3, dtype, batch, FEATURES),
    config.sampler,
  ];
}

export function chainCase(size: Size): Case {
  const given = chainArguments(size);
  const result = (executor: Executor): unknown => executor(chainGradient)(...given);
  return { result, run: (executor) => void result(executor) };
}

/** An executor on so many threads, after the plain one's bits have been compared with its own. */
export function checkedExecutor(one: Case, pool?: WorkerPool): Executor {
  const executor = compiled({
    pool,
    onFallback: (reason) => {
      throw new Error(reason);
    },
  });
  const [expected, actual] = [plain, executor].map((e) => leaves(one.result(e)));
  expected.forEach(({ data }, leaf) => {
    const differs = data.some((value, k) => !Object.is(value, actual[leaf].data[k]));
    if (differs) throw new Error(`steps: leaf ${leaf} differs between plain and compiled`);
  });
  return executor;
}
