import type { StepRecord, TrainingState } from '../../algorithms/index.js';
import { bytesOf, digestOfTensors, sha256 } from './digest.js';

/** What a step is compared by, in the order in which a step makes it. */
export const stepParts = ['chain', 'loss', 'weights', 'buffer'] as const;
export type StepPart = (typeof stepParts)[number];

/**
 * A line of `digests.jsonl`, hexadecimal: of the loss the number, of all else the first 64 bits of a
 * SHA-256; what a model does not have is left out.
 */
export interface StepDigest extends Readonly<Partial<Record<StepPart, string>>> {
  /** steps completed, over the whole training */
  readonly step: number;
  readonly epoch: number;
  /** the chains' last states */
  readonly chain?: string;
  /** the bits of the loss as binary64, sign first */
  readonly loss: string;
  /** the weights after the update, by `digestOfTensors` */
  readonly weights: string;
  /** the rows that the step added to the replay buffer; all its rows at the end of an epoch */
  readonly buffer?: string;
}

export function digestStep({ at, loss, model, chain, buffer }: StepRecord): StepDigest {
  return {
    ...at,
    ...(chain === undefined ? {} : { chain: short(sha256(bytesOf(chain.data))) }),
    loss: binary64(loss),
    weights: short(digestOfTensors(model)),
    ...(buffer === undefined ? {} : { buffer: short(sha256(...buffer.map(bytesOf))) }),
  };
}

/** What can be told of a checkpoint; of its buffer what a step tells at the end of an epoch. */
export function digestState({
  model,
  buffer,
}: TrainingState): Pick<StepDigest, 'weights' | 'buffer'> {
  return {
    weights: short(digestOfTensors(model)),
    ...(buffer === undefined ? {} : { buffer: short(sha256(bytesOf(buffer.rows))) }),
  };
}

/** The first 64 bits. */
function short(digest: string): string {
  return digest.slice(0, 16);
}

function binary64(value: number): string {
  const bits = Buffer.alloc(8);
  bits.writeDoubleBE(value);
  return bits.toString('hex');
}

/** The number whose bits `StepDigest.loss` holds. */
export function lossOf(digest: string): number {
  return Buffer.from(digest, 'hex').readDoubleBE();
}
