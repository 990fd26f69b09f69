import { readFileSync } from 'node:fs';
import type { Autoencoder, Config } from '../../algorithms/index.js';
import { readSafetensors, toFloat64, type StoredArray } from '../../lib/io/index.js';
import type { LinearLayer, Mlp } from '../../lib/nn/index.js';
import { showShape, tensor, type DType } from '../../lib/tensor/index.js';
import { fileError, sentenceOf } from '../terminal/failure.js';

/**
 * Weights under the names of a PyTorch `state_dict` of a module with `encoder` and `decoder`, each
 * `Sequential(Linear, ReLU, Linear, …)`: `encoder.0.weight` [out, in], `encoder.0.bias` [out],
 * `encoder.2.weight`, ….
 */
export function stateDict(model: Autoencoder): Record<string, StoredArray> {
  const named = (['encoder', 'decoder'] as const).flatMap((part) =>
    model[part].flatMap(({ weight, bias }, layer) => [
      [`${part}.${2 * layer}.weight`, weight] as const,
      [`${part}.${2 * layer}.bias`, bias] as const,
    ]),
  );
  return Object.fromEntries(named.map(([name, { shape, data }]) => [name, { shape, data }]));
}

/**
 * The autoencoder of a `state_dict` in a safetensors file, which must have the layers that `config`
 * describes. Layers go by their numbers, whichever they are (a `ModuleList` has 0, 1, 2, a `Sequential`
 * 0, 2, 4). float32 numbers become float64 where `config` says so; float64 ones are not rounded. What
 * does not fit is an Error of one sentence.
 */
export function readStateDict(
  path: string,
  { network, dtype }: Pick<Config, 'network' | 'dtype'>,
  features: number,
): Autoencoder {
  let bytes;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw fileError('read', path, error);
  }
  let tensors: Readonly<Record<string, StoredArray>>;
  try {
    ({ tensors } = readSafetensors(bytes));
  } catch (error) {
    throw new Error(`${path}: ${sentenceOf(error)}`, { cause: error });
  }
  const sizes = [features, ...network.hidden, network.code];
  const names = new Set(Object.keys(tensors));
  const part = (name: string, extents: readonly number[]): Mlp => {
    const numbers = layerNumbers(name, names);
    if (numbers.length !== extents.length - 1) {
      throw new Error(
        `${path}: expected ${extents.length - 1} layers ${name}.0.weight, …, got ${numbers.length}`,
      );
    }
    return numbers.map((number, layer): LinearLayer => {
      const [inputs, outputs] = [extents[layer], extents[layer + 1]];
      const take = (kind: string, shape: readonly number[]) => {
        const full = `${name}.${number}.${kind}`;
        names.delete(full);
        return weights(path, full, tensors[full], shape, dtype);
      };
      return { weight: take('weight', [outputs, inputs]), bias: take('bias', [outputs]) };
    });
  };
  const model = { encoder: part('encoder', sizes), decoder: part('decoder', sizes.toReversed()) };
  const [unknown] = names;
  if (unknown === undefined) return model;
  throw new Error(
    `${path}: expected the weights and biases of encoder and decoder, got ${JSON.stringify(unknown)} too`,
  );
}

/** The n for which there is `{part}.{n}.weight`, ascending. */
function layerNumbers(part: string, names: ReadonlySet<string>): number[] {
  const pattern = new RegExp(`^${part}\\.(\\d+)\\.weight$`);
  return [...names]
    .flatMap((name) => pattern.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

function weights(
  path: string,
  name: string,
  stored: StoredArray | undefined,
  shape: readonly number[],
  dtype: DType,
) {
  if (stored === undefined) throw new Error(`${path}: expected a tensor ${name}, got none`);
  const got = showShape(stored.shape);
  if (got !== showShape(shape)) {
    throw new Error(`${path}: expected ${name} ${showShape(shape)}, as the run has, got ${got}`);
  }
  const { data } = stored;
  if (!(data instanceof Float32Array) && !(data instanceof Float64Array && dtype === 'float64')) {
    const kind = data.constructor.name.replace('Array', '').toLowerCase();
    throw new Error(`${path}: expected ${name} of ${dtype}, as the run has, got ${kind}`);
  }
  const wrong = data.findIndex((x) => !Number.isFinite(x));
  if (wrong >= 0) {
    throw new Error(`${path}: expected finite numbers in ${name}, got ${data[wrong]} at ${wrong}`);
  }
  return tensor(dtype === 'float64' ? toFloat64(stored) : data, shape);
}
