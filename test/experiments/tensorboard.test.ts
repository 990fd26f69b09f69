import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { crc32c } from '../../experiments/tensorboard/crc32c.js';
import { encodeEventFile } from '../../experiments/tensorboard/eventFile.js';
import { missingModule, runPython } from '../support/debianPython.js';
import { temporaryFolder, tinyConfig, wnae, writeCloud } from '../support/tinyRun.js';

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);

test('checksums are those of RFC 3720', () => {
  assert.equal(crc32c(new Uint8Array(32)), 0x8a9136aa);
  assert.equal(crc32c(new Uint8Array(32).fill(0xff)), 0x62a8ab43);
  assert.equal(crc32c(Uint8Array.from({ length: 32 }, (_, k) => k)), 0x46dd794e);
});

test('the first record is byte for byte the one that TensorFlow begins a file with', () => {
  // length 24 with its masked checksum, as in every event file of TensorFlow and PyTorch
  const [length, check] = [encodeEventFile([]).subarray(0, 8), encodeEventFile([]).subarray(8, 12)];
  assert.deepEqual([...length], [24, 0, 0, 0, 0, 0, 0, 0]);
  assert.deepEqual([...check], [0xa3, 0x7f, 0x4b, 0x22]);
});

interface Event {
  readonly wallTime: number;
  readonly step?: number;
  readonly version?: string;
  readonly scalars: Readonly<Record<string, number>>;
}

test(
  'an independent reader finds every epoch of a run in its event file',
  { skip: missingModule('json', 'python3') },
  () => {
    writeCloud(at('jets.npy'), 300);
    writeCloud(at('signal.npy'), 40, 3, 2, 2);
    writeFileSync(at('tiny.json'), JSON.stringify({ ...tinyConfig, epochs: 130 }));
    const train = ['train', '--config', 'tiny.json', '--data', 'jets.npy', '--out', 'run'];
    assert.equal(wnae([...train, '--model', 'ae', '--signal', 'signal.npy'], folder).code, 0);
    const reported = wnae(['report', 'run', '--tensorboard', 'logs', '--json'], folder);
    assert.equal(reported.code, 0, reported.err);
    const [file] = (JSON.parse(reported.out) as { events: string[] }).events;
    assert.match(file, /^logs\/run\/events\.out\.tfevents\.\d+\.wnae$/);
    const [first, ...epochs] = JSON.parse(runPython('read_event_file.py', at(file))) as Event[];
    assert.equal(first.version, 'brain.Event:2');
    const lines = readFileSync(at('run/metrics.jsonl'), 'utf8').trim().split('\n');
    assert.equal(epochs.length, lines.length);
    const manifest = JSON.parse(readFileSync(at('run/manifest.json'), 'utf8')) as {
      started: string;
      ended: string;
    };
    const [started, ended] = [manifest.started, manifest.ended].map((x) => Date.parse(x) / 1000);
    for (const [k, line] of lines.entries()) {
      const metrics = JSON.parse(line) as {
        epoch: number; trainingLoss: number; learningRate: number; meanAuc?: number;
        auc?: Record<string, number>; validation?: Record<string, number>;
      }; // prettier-ignore
      const wallTime = started + ((k + 1) / lines.length) * (ended - started);
      const { auc, validation } = metrics;
      const expected = {
        'loss/training': metrics.trainingLoss,
        'loss/learning rate': metrics.learningRate,
        ...(validation?.positiveEnergy === undefined
          ? {}
          : { 'validation/E positive': validation.positiveEnergy }),
        ...(validation?.negativeEnergy === undefined
          ? {}
          : { 'validation/E negative': validation.negativeEnergy }),
        ...(validation?.wasserstein === undefined
          ? {}
          : { 'validation/wasserstein': validation.wasserstein }),
        ...(auc === undefined
          ? {}
          : { 'AUC/mean': metrics.meanAuc as number, 'AUC/signal.npy': auc['signal.npy'] }),
      };
      assert.deepEqual(
        epochs[k].scalars,
        Object.fromEntries(Object.entries(expected).map(([tag, x]) => [tag, Math.fround(x)])),
      );
      assert.equal(epochs[k].step, metrics.epoch);
      assert.equal(epochs[k].wallTime, wallTime);
    }
  },
);
