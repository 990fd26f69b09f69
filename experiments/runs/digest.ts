import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { scores, type Trainer } from '../../algorithms/index.js';
import { fileError } from '../terminal/failure.js';
import { bytesOf, digestedParts } from './digestedParts.js';

export { bytesOf } from './digestedParts.js';

/** SHA-256, hexadecimal. */
export function sha256(...parts: readonly (Uint8Array | string)[]): string {
  const bytes = parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part));
  return hash('sha256', bytes.length === 1 ? bytes[0] : Buffer.concat(bytes));
}

export function sha256OfFile(path: string): string {
  try {
    return sha256(readFileSync(path));
  } catch (error) {
    throw fileError('read', path, error);
  }
}

/** SHA-256 of all leaves of a tree of tensors: equal for equal names, types, shapes and bits. */
export function digestOfTensors(tree: unknown): string {
  return sha256(...digestedParts(tree));
}

/** What a training comes to, in digests. */
export interface TrainedDigests {
  readonly finalWeights: string;
  /** null where no epoch was chosen */
  readonly bestWeights: string | null;
  /** of the validation jets by the final weights, in their order, binary64 */
  readonly validationScores: string;
}

export function digestsOfTrained({ progress, data, config }: Trainer): TrainedDigests {
  const { model, best } = progress;
  const errors = scores(model, data.validation, data.features, config.dtype);
  return {
    finalWeights: digestOfTensors(model),
    bestWeights: best === null ? null : digestOfTensors(best.model),
    validationScores: sha256(bytesOf(errors)),
  };
}
