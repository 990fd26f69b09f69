/**
 * What the digests of a step cost: default trainings (batch 256, 10 Langevin steps, replay buffer of
 * 10,000, float64) on normal numbers, compiled, one thread. Medians ± median absolute deviations over the
 * steps of the last epoch; the same with each step's part of the last one, which digests the whole buffer and
 * writes the file, and its share of a step; beside it what SHA-256 of the whole buffer takes.
 */
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveConfig, Trainer, type StepRecord } from '../algorithms/index.js';
import { bytesOf, sha256 } from '../experiments/runs/digest.js';
import { digestStep } from '../experiments/runs/stepDigest.js';
import { writeStepDigests } from '../experiments/runs/stepDigestFile.js';
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
  const file = join(folder, `${model}.jsonl`);
  const [step, digests, whole]: number[][] = [[], [], []];
  let pending = '';
  let end = 0;
  const record = (one: StepRecord): void => {
    pending += writeStepDigests([digestStep(one)]);
    if (one.epoch === null) return;
    appendFileSync(file, pending);
    pending = '';
  };
  while (!trainer.finished) {
    if (trainer.stepInEpoch === 0) step.length = digests.length = 0;
    const began = performance.now();
    const one = trainer.step();
    // the last step of an epoch comes with its validation
    if (one.epoch === null) step.push(performance.now() - began);
    const cost = timed(() => record(one));
    if (one.epoch === null) digests.push(cost);
    else end = cost;
    if (one.epoch !== null) whole.push(timed(() => sha256(...(one.buffer ?? []).map(bytesOf))));
  }
  const mean = median(digests) + end / steps;
  const share = (100 * mean) / median(step);
  console.log(
    `${model.padEnd(4)}  step ${spread(step, 2)} ms   digests ${spread(digests, 0, 1000)} µs, ` +
      `with the end of the epoch ${(1000 * mean).toFixed(0)} µs or ${share.toFixed(2)} %   (whole buffer ${spread(whole, 0, 1000)} µs)`,
  );
}
rmSync(folder, { recursive: true });
