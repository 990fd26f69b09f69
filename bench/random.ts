/**
 * Nanoseconds a draw of each kind takes, in arrays of 2¹⁶, with NumPy's Philox4x64-10 in the same run
 * where `/usr/bin/python3` has it. Its normal draws are a ziggurat's, which takes one word or several.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Bench } from 'tinybench';
import { bits, key, normal, permutation, uniform } from '../lib/random/index.js';

const count = 65536;
const repeats = 200;
const root = key(1);
const bench = new Bench({ iterations: repeats, time: 0, warmupIterations: 30 });
bench
  .add('bits', () => void bits(root, count))
  .add('uniform', () => void uniform(root, count))
  .add('normal', () => void normal(root, count))
  .add('permutation', () => void permutation(root, count));
await bench.run();

const script = join(import.meta.dirname, '../../experiments/peers/numpy_random.py');
const peer = spawnSync('/usr/bin/python3', [script, `${count}`, `${repeats}`], {
  encoding: 'utf8',
});
const numpy =
  peer.status === 0
    ? (JSON.parse(peer.stdout) as Record<string, { median: number; mad: number }>)
    : null;
if (numpy === null) console.log('NumPy is missing under /usr/bin/python3: no peer in this run');

for (const task of bench.tasks) {
  const { result } = task;
  if (!('latency' in result)) throw new Error(`random: ${task.name} did not finish`);
  const nanoseconds = (milliseconds: number): number => (milliseconds * 1e6) / count;
  const [p50, mad] = [nanoseconds(result.latency.p50), nanoseconds(result.latency.mad)];
  const beside = numpy?.[task.name];
  const theirs =
    beside === undefined
      ? ''
      : `   NumPy ${beside.median.toFixed(1)} ± ${beside.mad.toFixed(1)} ns   ratio ${(beside.median / p50).toFixed(2)}`;
  console.log(`${task.name.padEnd(12)} ${p50.toFixed(1)} ± ${mad.toFixed(1)} ns a draw${theirs}`);
}
