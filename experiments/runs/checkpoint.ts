import type { Autoencoder, Best, TrainingState } from '../../algorithms/index.js';
import { namedLeaves } from '../../lib/autodiff/index.js';
import {
  readSafetensors, writeSafetensors, type SafetensorsFile, type StoredArray,
} from '../../lib/io/index.js'; // prettier-ignore
import type { LinearLayer, Mlp } from '../../lib/nn/index.js';
import { tensor, type Floats, type Tensor } from '../../lib/tensor/index.js';
import { bytesOf, sha256 } from './digest.js';
import type { TransformState } from '../jets/transform.js';

/** What a checkpoint file holds: the training at the end of an epoch, and the preprocessing. */
export interface Checkpoint {
  readonly state: TrainingState;
  readonly transform: TransformState;
  /** of the replay buffer: jets have `features` of them, codes `code` */
  readonly bufferColumns: number;
}

const FORMAT = 'wnae-checkpoint/1';

/** The plain numbers of a training state, kept as JSON in the file's metadata. */
interface Counters {
  readonly epoch: number;
  readonly step: number;
  readonly optimizerStep: number;
  readonly schedule: TrainingState['schedule'];
  /** the value as text where JSON has no number for it */
  readonly best: { readonly epoch: number; readonly value: number | string } | null;
  readonly stale: number;
}

/**
 * A checkpoint as safetensors: weights `encoder.0.weight` …, the optimiser's moments `moments.0.…`,
 * the chosen model `best.…`, the replay buffer `buffer` and the preprocessing `transform.…`. The
 * metadata key `sha256` is the digest of all else in the file.
 */
export function encodeCheckpoint({ state, transform, bufferColumns }: Checkpoint): Uint8Array {
  const { epoch, step, model, optimizer, schedule, buffer, best, stale } = state;
  const tensors: Record<string, StoredArray> = {};
  const store = (prefix: string, tree: unknown): void => {
    for (const [name, { shape, data }] of namedLeaves(tree)) {
      tensors[prefix + name] = { shape, data };
    }
  };
  store('', model);
  optimizer.moments.forEach((moment, k) => store(`moments.${k}.`, moment));
  if (best !== null) store('best.', best.model);
  if (buffer !== undefined) {
    const rows = buffer.rows.length / bufferColumns;
    tensors.buffer = { shape: [rows, bufferColumns], data: buffer.rows };
  }
  for (const [name, data] of Object.entries(transform.arrays)) {
    tensors[`transform.${name}`] = data;
  }
  const counters: Counters = {
    epoch,
    step,
    optimizerStep: optimizer.step,
    schedule,
    best: best === null ? null : { epoch: best.epoch, value: numberOrText(best.value) },
    stale,
  };
  const metadata = {
    format: FORMAT,
    training: JSON.stringify(counters),
    transform: transform.name,
  };
  return writeSafetensors(tensors, { ...metadata, sha256: digest(tensors, metadata) });
}

/** The checkpoint in a file's bytes. One that is damaged, or no checkpoint, is an Error naming `file`. */
export function decodeCheckpoint(bytes: Uint8Array, file: string): Checkpoint {
  const { tensors, metadata } = read(bytes, file);
  const counters = JSON.parse(metadata.training) as Counters;
  const { epoch, step, optimizerStep, schedule, best, stale } = counters;
  const model = modelAt(tensors, '') as Autoencoder;
  const moments: Autoencoder[] = [];
  for (let moment; (moment = modelAt(tensors, `moments.${moments.length}.`)) !== null;) {
    moments.push(moment);
  }
  const arrays = Object.entries(tensors)
    .filter(([name]) => name.startsWith('transform.'))
    .map(([name, array]) => [name.slice('transform.'.length), array] as const);
  const { buffer } = tensors as Partial<typeof tensors>;
  const chosen: Best | null =
    best === null
      ? null
      : {
          epoch: best.epoch,
          value: Number(best.value),
          model: modelAt(tensors, 'best.') as Autoencoder,
        };
  return {
    state: {
      epoch,
      step,
      model,
      optimizer: { step: optimizerStep, moments },
      schedule,
      ...(buffer === undefined ? {} : { buffer: { rows: buffer.data as Floats } }),
      best: chosen,
      stale,
    },
    transform: { name: metadata.transform, arrays: Object.fromEntries(arrays) },
    bufferColumns: buffer?.shape[1] ?? 0,
  };
}

function read(bytes: Uint8Array, file: string): SafetensorsFile {
  let content;
  try {
    content = readSafetensors(bytes);
  } catch (error) {
    throw new Error(`${file} is damaged: ${(error as Error).message}`, { cause: error });
  }
  const { sha256, ...metadata } = content.metadata;
  if (metadata.format !== FORMAT) {
    throw new Error(`${file}: expected a checkpoint of format ${FORMAT}, got ${metadata.format}`);
  }
  if (digest(content.tensors, metadata) !== sha256) {
    throw new Error(`${file} is damaged: its content does not have the sha256 stored in it`);
  }
  return content;
}

/** Over names, types, shapes, bytes and metadata, by name. */
function digest(
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

/** JSON has no NaN and no infinities. */
function numberOrText(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}
