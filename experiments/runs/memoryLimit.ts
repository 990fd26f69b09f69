import { totalmem } from 'node:os';
import { estimateMemory, type Config, type MemoryEstimate } from '../../algorithms/index.js';
import type { PreparedJets } from '../jets/preparedJets.js';

/** Node.js and the program, before any jet is read; in bytes. */
const PROGRAM = 100e6;

/** What to make smaller, for each part of the estimate. */
const remedies: Readonly<Record<Exclude<keyof MemoryEstimate, 'total'>, string>> = {
  jets: 'fewer jets',
  weights: 'smaller network.hidden or network.code',
  step: 'a smaller batchSize, network.hidden or sampler.steps',
  buffer: 'a smaller sampler.bufferSize',
  validation: 'a smaller validationSize or sampler.steps',
};

/** The memory this process may have: the machine's, or its container's where that is less. */
export function availableMemory(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(totalmem(), constrained) : totalmem();
}

/**
 * Says how much memory a training will take, about; more than `limit` bytes is an Error that names the
 * largest part and what to do.
 */
export function requireMemory(
  config: Config,
  { training, counts }: PreparedJets,
  limit: number,
  told: (notice: string) => void,
): void {
  const estimate = estimateMemory(config, { features: training.features, ...counts });
  const { total: ofTraining, ...parts } = estimate;
  const total = ofTraining + PROGRAM;
  if (total > limit) {
    const part = (Object.keys(parts) as (keyof typeof parts)[]).reduce((largest, name) =>
      parts[name] > parts[largest] ? name : largest,
    );
    throw new RangeError(
      `train: expected to need at most ${showBytes(limit)} of memory, got about ${showBytes(total)}, ` +
        `${showBytes(parts[part])} of it for ${part}; ${remedies[part]} or a larger --memory may help`,
    );
  }
  if (total > limit / 4) told(`memory: about ${showBytes(total)} of ${showBytes(limit)}`);
}

/** `180 MB`, `1.5 GB` */
export function showBytes(bytes: number): string {
  if (bytes < 1e9) return `${Math.ceil(bytes / 1e6)} MB`;
  const gigabytes = bytes / 1e9;
  return `${gigabytes < 1e6 ? gigabytes.toFixed(1) : gigabytes.toExponential(1)} GB`;
}
