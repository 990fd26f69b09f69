import {
  optimizerOf, resolveConfig, trainStep, type Autoencoder, type Config,
} from '../../algorithms/index.js'; // prettier-ignore
import { mapTree } from '../../lib/autodiff/index.js';
import { writeSafetensors, type StoredArray } from '../../lib/io/index.js';
import { initMlp } from '../../lib/nn/index.js';
import { fold, key, normal, uniform, type Key } from '../../lib/random/index.js';
import { cast, slice, reshape, tensor, type Tensor } from '../../lib/tensor/index.js';
import { FORMAT } from '../../experiments/crosscheck/bundleFormat.js';
import { readBundle, type Bundle } from '../../experiments/crosscheck/readBundle.js';
import { stepNumbers } from '../../experiments/crosscheck/writeBundle.js';
import { Backend, type Layer, type Rows, type StepState } from './handWritten/backend.js';
import type { Fault } from './handWritten/faults.js';
import { handWrittenStep } from './handWritten/step.js';
import { mulberry32, ShuffledSums } from './shuffledSums.js';

/** A small training: its configuration and all that it is given. */
export interface BundleCase {
  readonly config: Config;
  readonly model: Autoencoder;
  readonly steps: readonly {
    readonly batch: Tensor;
    readonly start: Tensor;
    readonly noise: Tensor;
  }[];
}

export type NamedTensors = Map<string, StoredArray>;

/** Numbers drawn in a row from a key. */
class Draws {
  private next = 0;

  constructor(private readonly root: Key) {}

  readonly uniform = (): number => uniform(fold(this.root, this.next++), 1)[0];

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.uniform() * list.length)];
  }

  normal(...shape: number[]): Tensor {
    const size = shape.reduce((product, extent) => product * extent, 1);
    return tensor(normal(fold(this.root, this.next++), size), shape);
  }
}

/** A case by its number: every model, initialisation, metric, loss and precision occurs. */
export function bundleCase(number: number, given: Record<string, unknown> = {}): BundleCase {
  const draws = new Draws(key(number));
  const features = 4;
  const rows = 10;
  const config = resolveConfig({
    model: draws.pick(['ae', 'nae', 'wnae', 'wnae']),
    dtype: draws.pick(['float32', 'float64']),
    // three equal layers in a row: a square matrix can be transposed
    network: { hidden: [5, 5], code: 2 },
    loss: {
      cost: draws.pick(['sqeuclidean', 'euclidean']),
      form: draws.pick(['difference', 'log-cosh']),
      gamma: draws.pick([0, 0.3]),
      alpha: 0.01,
      detachNegatives: draws.pick([true, false]),
    },
    sampler: {
      initialisation: draws.pick(['cd', 'pcd', 'omi']),
      steps: 4,
      noise: draws.pick([0.1, 0.22, 0.5]),
      temperature: draws.pick([0.063, 0.5]),
      box: draws.pick([
        [-1.2, 1.2],
        [-3, 3],
      ]),
      annealNoise: draws.pick([true, false]),
    },
    optimiser: { name: draws.pick(['adam', 'adamw']), learningRate: draws.pick([1e-3, 1e-2]) },
    ...given,
  });
  const { dtype, sampler } = config;
  // weights larger than at initialisation, as after some training
  const grown = draws.pick([1, 1.5]);
  const layers = (seed: number, sizes: number[]): Autoencoder['encoder'] =>
    mapTree(
      (w) => cast({ data: w.data.map((x) => grown * x), shape: w.shape }, dtype),
      initMlp(fold(key(number), seed), sizes),
    );
  const steps = [0, 1].map(() => {
    const batch = cast(draws.normal(rows, features), dtype);
    const start =
      sampler.initialisation === 'cd' ? batch : cast(draws.normal(rows, features), dtype);
    return { batch, start, noise: cast(draws.normal(sampler.steps, rows, features), dtype) };
  });
  const sizes = [features, 5, 5, 2];
  const model = { encoder: layers(1, sizes), decoder: layers(2, sizes.toReversed()) };
  return { config, model, steps };
}

/** Two steps by our own executor. */
export function ownNumbers({ config, model, steps }: BundleCase): NamedTensors {
  const named: NamedTensors = new Map();
  store(named, 'init/', model);
  let state = optimizerOf(config.optimiser).init(model);
  steps.forEach(({ batch, start, noise }, k) => {
    const inputs = config.model === 'ae' ? { batch } : { batch, start, chainNoise: { noise } };
    const updated = trainStep(config, model, state, config.optimiser.learningRate, inputs);
    for (const [name, { shape, data }] of stepNumbers(config, { model, inputs, updated })) {
      named.set(`step.${k}/${name}`, { shape, data });
    }
    model = updated.model;
    state = updated.optimizer;
  });
  return named;
}

/** Two steps by the hand-written implementation, whose step `faultyStep` has the fault. */
export function handWrittenNumbers(
  { config, model, steps }: BundleCase,
  seed: number,
  fault: Fault | null = null,
  faultyStep = 0,
): NamedTensors {
  const named: NamedTensors = new Map();
  store(named, 'init/', model);
  const random = mulberry32(seed);
  const put = (name: string, values: unknown, shape: readonly number[]): void => {
    const flat = (values as number[]).flat(Infinity) as number[];
    const data = config.dtype === 'float32' ? Float32Array.from(flat) : Float64Array.from(flat);
    named.set(name, { shape, data });
  };
  const layers = [...model.encoder, ...model.decoder].map(({ weight, bias }) => ({
    weight: rowsOf(weight),
    bias: [...bias.data],
  }));
  const zero = layers.map(({ weight, bias }) => ({
    weight: weight.map((row) => row.map(() => 0)),
    bias: bias.map(() => 0),
  }));
  let state: StepState = { layers, m: zero, v: zero, updates: 0 };
  let before = state;
  steps.forEach(({ batch, start, noise }, k) => {
    const at = `step.${k}/`;
    const faulty = fault !== null && k === faultyStep;
    const backend = new Backend(
      config,
      new ShuffledSums(config.dtype, random),
      faulty ? fault : null,
    );
    const xi = noise.shape[0];
    const noises = Array.from({ length: xi }, (_, i) =>
      rowsOf(reshape(slice(noise, [i], [i + 1]), batch.shape)),
    );
    const out = handWrittenStep(backend, state, before, rowsOf(batch), rowsOf(start), noises);
    put(`${at}batch`, rowsOf(batch), batch.shape);
    if (config.model !== 'ae') {
      put(`${at}chain.start`, rowsOf(start), batch.shape);
      put(`${at}noise`, noises, noise.shape);
      put(`${at}chain`, out.chain, [xi + 1, ...batch.shape]);
      put(`${at}drift`, out.drift, noise.shape);
      put(`${at}energy.negative`, out.negative, [batch.shape[0]]);
    }
    put(`${at}energy.positive`, out.positive, [batch.shape[0]]);
    if (out.plan !== null) {
      put(`${at}transport.plan`, out.plan, [batch.shape[0], batch.shape[0]]);
      put(`${at}transport.cost`, [out.cost], []);
    }
    put(`${at}loss`, [out.loss], []);
    if (out.cotangent.length > 0) put(`${at}cotangent`, out.cotangent, noise.shape);
    const tree = (folder: string, parameters: readonly Layer[]): void =>
      parameters.forEach(({ weight, bias }, l) => {
        const depth = parameters.length / 2;
        const name = `${at}${folder}/${l < depth ? 'encoder' : 'decoder'}.${l % depth}`;
        put(`${name}.weight`, weight, [weight.length, weight[0].length]);
        put(`${name}.bias`, bias, [bias.length]);
      });
    tree('grad', out.grad);
    tree('adam.m', out.next.m);
    tree('adam.v', out.next.v);
    tree('param', out.next.layers);
    before = state;
    state = out.next;
  });
  return named;
}

/** The bundle of named numbers, by way of a file's bytes. */
export function bundleOf({ config }: BundleCase, named: NamedTensors): Bundle {
  return readBundle(bytesOf(config, named), 'the bundle');
}

export function bytesOf(config: Config, named: NamedTensors): Uint8Array {
  const metadata = { format: FORMAT, producer: 'a test', config: JSON.stringify(config) };
  return writeSafetensors(Object.fromEntries(named), metadata);
}

function store(named: NamedTensors, prefix: string, { encoder, decoder }: Autoencoder): void {
  for (const [part, layers] of Object.entries({ encoder, decoder })) {
    layers.forEach(({ weight, bias }, i) => {
      named.set(`${prefix}${part}.${i}.weight`, { shape: weight.shape, data: weight.data });
      named.set(`${prefix}${part}.${i}.bias`, { shape: bias.shape, data: bias.data });
    });
  }
}

function rowsOf({ data, shape: [rows, columns] }: Tensor): Rows & number[][] {
  return Array.from({ length: rows }, (_, i) => [...data.subarray(i * columns, (i + 1) * columns)]);
}
