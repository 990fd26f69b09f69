/**
 * One training step of each model (batch 256, 10 Langevin steps, float64, plain executor), with
 * PyTorch + POT in the same run where `/usr/bin/python3` has them.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Bench } from 'tinybench';
import { defaultConfig, initAutoencoder, optimizerOf, trainStep } from '../algorithms/index.js';
import { fold, key, normal } from '../lib/random/index.js';
import { tensor } from '../lib/tensor/index.js';

const [batchSize, features, steps] = [256, 8, 10];
const root = key(0);
const batch = tensor(normal(fold(root, 0), batchSize * features), [batchSize, features]);
const start = tensor(normal(fold(root, 1), batchSize * features), [batchSize, features]);
const noise = tensor(normal(fold(root, 2), steps * batchSize * features), [
  steps,
  batchSize,
  features,
]);

const bench = new Bench({ iterations: 30, time: 0, warmupIterations: 10 });
for (const name of ['ae', 'nae', 'wnae'] as const) {
  const config = defaultConfig(name);
  let model = initAutoencoder(root, features, config.network);
  let optimizer = optimizerOf(config.optimiser).init(model);
  bench.add(name, () => {
    const inputs = { batch, start, chainNoise: { noise } };
    ({ model, optimizer } = trainStep(config, model, optimizer, 1e-3, inputs));
  });
}
await bench.run();

const script = join(import.meta.dirname, '../../experiments/peers/torch_steps.py');
const peer = spawnSync('/usr/bin/python3', [script], { encoding: 'utf8' });
const torch =
  peer.status === 0
    ? (JSON.parse(peer.stdout) as Record<string, { median: number; mad: number }>)
    : null;
if (torch === null)
  console.log('PyTorch or POT is missing under /usr/bin/python3: no peer in this run');

for (const task of bench.tasks) {
  const { result } = task;
  if (!('latency' in result)) throw new Error(`steps: ${task.name} did not finish`);
  const { p50, mad } = result.latency;
  const beside = torch?.[task.name];
  const ratio =
    beside === undefined
      ? ''
      : `   PyTorch + POT ${beside.median.toFixed(2)} ± ${beside.mad.toFixed(2)} ms   ratio ${(beside.median / p50).toFixed(2)}`;
  console.log(`${task.name.padEnd(5)} ${p50.toFixed(2)} ± ${mad.toFixed(2)} ms${ratio}`);
}
