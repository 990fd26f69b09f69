import { resolveConfig, type Autoencoder, type Config } from '../../algorithms/index.js';
import { readSafetensors, type SafetensorsFile } from '../../lib/io/index.js';
import type { LinearLayer } from '../../lib/nn/index.js';
import {
  sameShape, showShape, tensor, type DenseTensor, type DType, type Shape, type Tensor,
} from '../../lib/tensor/index.js'; // prettier-ignore
import {
  FORMAT, initialTensors, momentNames, stepInputs, stepOutputs, type NamedShape,
} from './bundleFormat.js'; // prettier-ignore

/** A bundle whose names, shapes, types and inputs have been checked. */
export class Bundle {
  constructor(
    readonly config: Config,
    readonly producer: string,
    readonly dtype: DType,
    /** D */
    readonly features: number,
    readonly steps: number,
    /** updates made before the first step */
    readonly updates: number,
    /** of each step */
    readonly learningRates: readonly number[],
    private readonly tensors: ReadonlyMap<string, DenseTensor>,
  ) {}

  /** A tensor in the bundle's element type, or undefined for an output that is not there. */
  find(name: string): DenseTensor | undefined {
    return this.tensors.get(name);
  }

  get(name: string): DenseTensor {
    const found = this.tensors.get(name);
    if (found === undefined) throw new Error(`bundle: expected a tensor ${name}, got none`);
    return found;
  }

  /** The weights, or what is shaped like them, in `folder`; undefined where any of them is missing. */
  findModel(folder: string): Autoencoder | undefined {
    const layers = (part: string, count: number): (LinearLayer | undefined)[] =>
      Array.from({ length: count }, (_, i) => {
        const weight = this.find(`${folder}/${part}.${i}.weight`);
        const bias = this.find(`${folder}/${part}.${i}.bias`);
        return weight === undefined || bias === undefined ? undefined : { weight, bias };
      });
    const count = this.config.network.hidden.length + 1;
    const [encoder, decoder] = [layers('encoder', count), layers('decoder', count)];
    if ([...encoder, ...decoder].includes(undefined)) return undefined;
    return { encoder, decoder } as Autoencoder;
  }

  /** The weights from which step k starts; undefined where the step before did not write its own. */
  weightsBefore(k: number): Autoencoder | undefined {
    return this.findModel(k === 0 ? 'init' : `step.${k - 1}/param`);
  }

  /** The optimiser's moments from which step k starts. */
  momentsBefore(k: number): (Autoencoder | undefined)[] {
    return momentNames(this.config).map((moment) =>
      this.findModel(k === 0 ? `init/${moment}` : `step.${k - 1}/${moment}`),
    );
  }
}

/**
 * Reads a bundle. A file that is damaged, of another format, with a tensor that is missing, unknown, of
 * another shape or type, or an input that is not finite, is an Error of one sentence.
 */
export function readBundle(bytes: Uint8Array, file: string): Bundle {
  try {
    return interpret(readSafetensors(bytes));
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`, { cause: error });
  }
}

function interpret({ tensors: stored, metadata }: SafetensorsFile): Bundle {
  if (metadata.format !== FORMAT) {
    throw new Error(
      `bundle: expected the format ${FORMAT} in the metadata, got ${metadata.format ?? 'none'}`,
    );
  }
  const config = readConfig(metadata.config);
  const tensors = new Map<string, DenseTensor>();
  let dtype: DType | undefined;
  for (const [name, { data, shape }] of Object.entries(stored)) {
    if (!(data instanceof Float64Array || data instanceof Float32Array)) {
      throw new Error(`bundle: expected ${name} to be float64 or float32, got another type`);
    }
    const own = data instanceof Float64Array ? 'float64' : 'float32';
    dtype ??= own;
    if (own !== dtype) {
      throw new Error(
        `bundle: expected every tensor to be ${dtype} as the first is, got ${own} for ${name}`,
      );
    }
    tensors.set(name, tensor(data, shape));
  }
  const batches = batchShapes(tensors);
  const [features] = batches.length === 0 ? [] : batches[0].slice(1);
  if (dtype === undefined || features === undefined) {
    throw new Error('bundle: expected a tensor step.0/batch, got none');
  }
  const updates = readNumber('updates', metadata.updates ?? '0');
  checkTensors(config, tensors, batches, features, updates);
  return new Bundle(
    config,
    metadata.producer ?? 'unknown',
    dtype,
    features,
    batches.length,
    updates,
    readRates(metadata.learningRates, batches.length, config),
    tensors,
  );
}

function readConfig(text: string | undefined): Config {
  const given = parse('config', text ?? '');
  const config = resolveConfig(given);
  if (config.model !== 'ae' && config.sampler.adjusted) {
    throw new Error(
      'bundle: chains with a Metropolis correction (sampler.adjusted) have no format yet',
    );
  }
  return config;
}

function parse(key: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(
      `bundle: expected ${key} in the metadata to be JSON, got ${JSON.stringify(text.slice(0, 40))}`,
    );
  }
}

function readNumber(key: string, text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new Error(
    `bundle: expected ${key} in the metadata to be an integer ≥ 0, got ${JSON.stringify(text.slice(0, 40))}`,
  );
}

function readRates(text: string | undefined, steps: number, config: Config): number[] {
  if (text === undefined) return new Array<number>(steps).fill(config.optimiser.learningRate);
  const rates = parse('learningRates', text);
  const valid =
    Array.isArray(rates) &&
    rates.length === steps &&
    rates.every((rate) => typeof rate === 'number' && Number.isFinite(rate) && rate >= 0);
  if (!valid) {
    throw new Error(
      `bundle: expected learningRates in the metadata to be ${steps} numbers ≥ 0, got ${text.slice(0, 40)}`,
    );
  }
  return rates as number[];
}

/** Shapes [B, D] of step.0/batch, step.1/batch, … */
function batchShapes(tensors: ReadonlyMap<string, DenseTensor>): Shape[] {
  const shapes: Shape[] = [];
  for (;;) {
    const batch = tensors.get(`step.${shapes.length}/batch`);
    if (batch === undefined) return shapes;
    if (batch.rank !== 2 || batch.size === 0) {
      throw new Error(
        `bundle: expected step.${shapes.length}/batch to be [B, D], got ${showShape(batch.shape)}`,
      );
    }
    shapes.push(batch.shape);
  }
}

function checkTensors(
  config: Config,
  tensors: ReadonlyMap<string, DenseTensor>,
  batches: readonly Shape[],
  features: number,
  updates: number,
): void {
  const known = new Set<string>();
  const check = ({ name, shape }: NamedShape, required: boolean): void => {
    known.add(name);
    const found = tensors.get(name);
    if (found === undefined) {
      if (required)
        throw new Error(`bundle: expected a tensor ${name} ${showShape(shape)}, got none`);
      return;
    }
    if (!sameShape(found.shape, shape)) {
      throw new Error(
        `bundle: expected ${name} to be ${showShape(shape)}, got ${showShape(found.shape)}`,
      );
    }
    if (required) checkFinite(name, found);
  };
  for (const entry of initialTensors(config, features, updates)) check(entry, true);
  batches.forEach(([rows], k) => {
    const batch = [rows, features];
    const named = ({ name, shape }: NamedShape): NamedShape => ({
      name: `step.${k}/${name}`,
      shape,
    });
    for (const entry of stepInputs(config, batch)) check(named(entry), true);
    for (const entry of stepOutputs(config, batch)) check(named(entry), false);
  });
  for (const name of tensors.keys()) {
    if (!known.has(name)) {
      throw new Error(
        `bundle: unknown tensor ${JSON.stringify(name.slice(0, 80))}; a ${config.model} bundle of ` +
          `${batches.length} steps has no such tensor (docs/bundle.md)`,
      );
    }
  }
}

function checkFinite(name: string, { data }: Tensor): void {
  const at = data.findIndex((x) => !Number.isFinite(x));
  if (at !== -1) {
    throw new Error(
      `bundle: expected the input ${name} to be finite, got ${data[at]} at element ${at}`,
    );
  }
}
