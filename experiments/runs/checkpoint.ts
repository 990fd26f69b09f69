import type { Autoencoder, TrainingState } from '../../algorithms/index.js';
import { namedLeaves } from '../../lib/autodiff/index.js';
import {
  readSafetensors, writeSafetensors, type SafetensorsFile, type StoredArray,
} from '../../lib/io/index.js'; // prettier-ignore
import type { LinearLayer, Mlp } from '../../lib/nn/index.js';
import { tensor, type Floats, type Tensor } from '../../lib/tensor/index.js';
import { bytesOf, sha256 } from './digest.js';
import type { EpochMetrics } from './metrics.js';
import type { TransformState } from '../jets/transform.js';

/**
 * What a checkpoint file holds: all that a training needs, beside its configuration and its data, to go
 * on as if it had never stopped.
 */
export interface Checkpoint {
  readonly state: TrainingState;
  readonly transform: TransformState;
  /** of the replay buffer: jets have `features` of them, codes `code` */
  readonly bufferColumns: number;
  /** of the epochs completed */
  readonly metrics: readonly EpochMetrics[];
  readonly training: TrainingIdentity;
}

/** Which training a checkpoint belongs to: SHA-256 of its configuration and of its preprocessed jets. */
export interface TrainingIdentity {
  readonly config: string;
  readonly data: string;
}

/** A file that is no whole checkpoint. */
export class DamagedCheckpoint extends Error {}

const FORMAT = 'wnae-checkpoint/2';

/** The plain numbers of a training state, kept as JSON in the file's metadata. */
interface Counters {
  readonly epoch: number;
  readonly step: number;
  readonly lossSum: number;
  readonly optimizerStep: number;
  readonly schedule: TrainingState['schedule'];
  readonly best: { readonly epoch: number; readonly value: number } | null;
  readonly stale: number;
}

/**
 * A checkpoint as safetensors: weights `encoder.0.weight` …, the optimiser's moments `moments.0.…`,
 * the replay buffer `buffer`, the same of the chosen model `best.…`, and the preprocessing
 * `transform.…`. The metadata key `sha256` is the digest of all else in the file. A number that is not
 * finite is a RangeError.
 */
export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array {
  const { state, transform, bufferColumns, metrics, training } = checkpoint;
  const { epoch, step, lossSum, model, optimizer, schedule, buffer, best, stale } = state;
  const tensors: Record<string, StoredArray> = {};
  const store = (name: string, array: StoredArray): void => {
    const wrong = (array.data as Floats).find((x) => !Number.isFinite(x));
    if (wrong !== undefined) {
      throw new RangeError(`checkpoint: expected finite numbers in ${name}, got ${wrong}`);
    }
    tensors[name] = array;
  };
  const storeTree = (prefix: string, tree: unknown): void => {
    for (const [name, { shape, data }] of namedLeaves(tree)) store(prefix + name, { shape, data });
  };
  const storeBuffer = (name: string, { rows }: NonNullable<TrainingState['buffer']>): void =>
    store(name, { shape: [rows.length / bufferColumns, bufferColumns], data: rows });
  storeTree('', model);
  optimizer.moments.forEach((moment, k) => storeTree(`moments.${k}.`, moment));
  if (buffer !== undefined) storeBuffer('buffer', buffer);
  if (best !== null) storeTree('best.', best.model);
  if (best?.buffer !== undefined) storeBuffer('best.buffer', best.buffer);
  for (const [name, data] of Object.entries(transform.arrays)) store(`transform.${name}`, data);
  const counters: Counters = {
    epoch,
    step,
    lossSum,
    optimizerStep: optimizer.step,
    schedule,
    best: best === null ? null : { epoch: best.epoch, value: best.value },
    stale,
  };
  const metadata = {
    format: FORMAT,
    state: JSON.stringify(counters),
    transform: transform.name,
    metrics: JSON.stringify(metrics),
    training: JSON.stringify(training),
  };
  return writeSafetensors(tensors, { ...metadata, sha256: digestOfContent(tensors, metadata) });
}

/**
 * The checkpoint in a file's bytes. One that is not whole is a DamagedCheckpoint that names `file`, one
 * of another format an Error.
 */
export function decodeCheckpoint(bytes: Uint8Array, file: string): Checkpoint {
  const { tensors, metadata } = read(bytes, file);
  const counters = JSON.parse(metadata.state) as Counters;
  const { epoch, step, lossSum, optimizerStep, schedule, best, stale } = counters;
  const moments: Autoencoder[] = [];
  for (let moment; (moment = modelAt(tensors, `moments.${moments.length}.`)) !== null;) {
    moments.push(moment);
  }
  const arrays = Object.entries(tensors)
    .filter(([name]) => name.startsWith('transform.'))
    .map(([name, array]) => [name.slice('transform.'.length), array] as const);
  const bufferAt = (name: string): Pick<TrainingState, 'buffer'> =>
    Object.hasOwn(tensors, name) ? { buffer: { rows: tensors[name].data as Floats } } : {};
  return {
    state: {
      epoch,
      step,
      lossSum,
      model: modelAt(tensors, '') as Autoencoder,
      optimizer: { step: optimizerStep, moments },
      schedule,
      ...bufferAt('buffer'),
      best:
        best === null
          ? null
          : {
              ...best,
              model: modelAt(tensors, 'best.') as Autoencoder,
              ...bufferAt('best.buffer'),
            },
      stale,
    },
    transform: { name: metadata.transform, arrays: Object.fromEntries(arrays) },
    bufferColumns: Object.hasOwn(tensors, 'buffer') ? tensors.buffer.shape[1] : 0,
    metrics: JSON.parse(metadata.metrics) as EpochMetrics[],
    training: JSON.parse(metadata.training) as TrainingIdentity,
  };
}

function read(bytes: Uint8Array, file: string): SafetensorsFile {
  let content;
  try {
    content = readSafetensors(bytes);
  } catch (error) {
    throw new DamagedCheckpoint(`${file} is damaged: ${(error as Error).message}`, {
      cause: error,
    });
  }
  const { sha256, ...metadata } = content.metadata;
  if (digestOfContent(content.tensors, metadata) !== sha256) {
    throw new DamagedCheckpoint(
      `${file} is damaged: its content does not have the sha256 stored in it`,
    );
  }
  if (metadata.format !== FORMAT) {
    throw new Error(
      `${file}: expected a checkpoint of format ${FORMAT}, got ${metadata.format}; use the version of wnae that wrote it`,
    );
  }
  return content;
}

/** SHA-256 over names, types, shapes, bytes and metadata, by name. */
export function digestOfContent(
  tensors: Readonly<Record<string, StoredArray>>,
  metadata: Readonly<Record<string, string>>,
): string {
  const arrays = Object.keys(tensors)
    .sort()
    .flatMap((name) => {
      const { shape, data } = tensors[name];
      return [`${name} ${data.constructor.name} [${shape.join(',')}]\n`, bytesOf(data)];
    });
  const texts = Object.keys(metadata)
    .sort()
    .map((key) => `${key}=${metadata[key]}\n`);
  return sha256(...arrays, ...texts);
}

/** The weights stored as `{prefix}encoder.0.weight` …, or null where there are none. */
function modelAt(
  tensors: Readonly<Record<string, StoredArray>>,
  prefix: string,
): Autoencoder | null {
  const at = (name: string): Tensor => tensor(tensors[name].data as Floats, tensors[name].shape);
  const layers = (part: string): Mlp => {
    const found: LinearLayer[] = [];
    for (;;) {
      const layer = `${prefix}${part}.${found.length}`;
      if (!Object.hasOwn(tensors, `${layer}.weight`)) return found;
      found.push({ weight: at(`${layer}.weight`), bias: at(`${layer}.bias`) });
    }
  };
  const model = { encoder: layers('encoder'), decoder: layers('decoder') };
  return model.encoder.length === 0 ? null : model;
}
