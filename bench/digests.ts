/**
 * What the digests of a step cost: default trainings (batch 256, 10 Langevin steps, replay buffer of
 * 10,000, float64) on normal numbers. Medians ± median absolute deviations over the steps of the last
 * epoch, the writing of the file included; beside it what SHA-256 of the whole buffer would take.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveConfig, Trainer, type StepOutcome } from '../algorithms/index.js';
import { bytesOf, sha256 } from '../experiments/runs/digest.js';
import { StepDigestLog } from '../experiments/runs/stepDigestFile.js';
import { fold, key, normal } from '../lib/random/index.js';

const [features, batchSize, steps] = [8, 256, 200];
const epochs = { ae: 10, nae: 3, wnae: 2 };
const folder = mkdtempSync(join(tmpdir(), 'wnae-digests-'));
const timed = (work: () => void): number => {
  const began = performance.now();
  work();
  return performance.now() - began;
};
const median = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[times.length >> 1];
const spread = (times: readonly number[], digits: number, scale = 1): string => {
  const middle = median(times);
  const mad = median(times.map((t) => Math.abs(t - middle)));
  return `${(scale * middle).toFixed(digits)} ± ${(scale * mad).toFixed(digits)}`;
};

for (const model of ['ae', 'nae', 'wnae'] as const) {
  const config = resolveConfig({ model, epochs: epochs[model], validationSize: 256 });
  const cloud = (part: number, rows: number): Float64Array =>
    normal(fold(key(0), part), rows * features);
  const data = { features, train: cloud(0, batchSize * steps), validation: cloud(1, 256) };
  const trainer = new Trainer(config, data);
  const log = new StepDigestLog(join(folder, `${model}.jsonl`), 0);
  const [step, digests, whole]: number[][] = [[], [], []];
  let resumed = 0;
  const observe = (k: number, outcome: StepOutcome): void => {
    // what passes between an epoch's begin and its first step is not a step
    if (k > 1) step.push(performance.now() - resumed);
    const write = k === steps ? timed(() => log.flush()) / steps : 0;
    digests.push(timed(() => log.record(outcome)) + write);
    if (k === steps) whole.push(timed(() => sha256(...(outcome.buffer ?? []).map(bytesOf))));
    resumed = performance.now();
  };
  while (!trainer.finished) {
    step.length = digests.length = 0;
    trainer.epoch(observe);
  }
  const share = (100 * median(digests)) / median(step);
  console.log(
    `${model.padEnd(4)}  step ${spread(step, 2)} ms   digests ${spread(digests, 0, 1000)} µs, ` +
      `${share.toFixed(2)} %   (whole buffer ${spread(whole, 0, 1000)} µs)`,
  );
}
rmSync(folder, { recursive: true });
