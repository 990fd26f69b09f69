import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'node:test';
import { defaultConfig, estimateMemory } from '../../algorithms/index.js';
import { bytes } from '../../experiments/terminal/optionParsers.js';
import { temporaryFolder, wnae, writeCloud } from '../support/tinyRun.js';

const folder = temporaryFolder();
writeCloud(join(folder, 'jets.npy'), 600);

const settings = [
  ['wnae', { batchSize: 2048 }],
  ['wnae', { batchSize: 1024, sampler: { steps: 30, bufferSize: 200000 } }],
  ['wnae', { batchSize: 512, network: { hidden: [100, 100] } }],
  ['nae', { batchSize: 2048, sampler: { bufferSize: 1000000 } }],
  ['ae', { batchSize: 16384, network: { hidden: [60] } }],
  ['ae', { batchSize: 64, network: { hidden: [700, 700] } }],
] as const;

/** Runs an epoch of one step with a full buffer in a process of its own and prints the growth of its largest memory in bytes. */
const program = `
  const [algorithms, random, given] = process.argv.slice(1);
  const { Trainer, resolveConfig } = await import(algorithms);
  const { key, normal } = await import(random);
  const { readFileSync } = await import('node:fs');
  const peak = () => 1024 * Number(/VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
  const config = resolveConfig({ ...JSON.parse(given), epochs: 1, validationSize: 256 });
  const before = peak();
  const jets = (name, n) => normal(key(name), 8 * n);
  const data = { features: 8, train: jets(1, config.batchSize), validation: jets(2, 4096) };
  const { state } = new Trainer(config, data);
  // pages of memory count once something was written to them
  const rows = jets(3, config.sampler.bufferSize);
  const full = config.model === 'ae' ? state : { ...state, buffer: { rows } };
  const trainer = new Trainer(config, data, full);
  trainer.epoch();
  const kept = trainer.state;
  console.log(peak() - before);`;

test(
  'a training takes no more memory than estimated, and the estimate is no more than five times too high',
  { skip: !existsSync('/proc/self/status') },
  () => {
    const url = (path: string): string => pathToFileURL(join(import.meta.dirname, path)).href;
    for (const [model, changes] of settings) {
      const base = defaultConfig(model);
      const given = JSON.stringify({ model, ...changes });
      const { stdout, stderr } = spawnSync(
        process.execPath,
        [
          '--input-type=module', '-e', program,
          url('../../algorithms/index.js'), url('../../lib/random/index.js'), given,
        ], // prettier-ignore
        { encoding: 'utf8' },
      );
      const measured = Number(stdout);
      assert.ok(measured > 0, stderr);
      const sampler = { ...base.sampler, ...('sampler' in changes ? changes.sampler : {}) };
      const network = { ...base.network, ...('network' in changes ? changes.network : {}) };
      const config = { ...base, ...changes, sampler, network, validationSize: 256 };
      const sizes = { features: 8, train: config.batchSize, validation: 4096, test: 0 };
      // whatever the training, Node.js compiles and collects garbage in some 30 MB
      const estimate = estimateMemory(config, sizes).total + 30e6;
      const words = `${given}: measured ${measured / 1e6}, estimated ${estimate / 1e6} MB`;
      assert.ok(measured <= estimate, words);
      assert.ok(estimate <= 5 * measured, words);
    }
  },
);

test('a training that would take more memory than there is is refused before anything is written', () => {
  const train = (...more: string[]) =>
    wnae(['train', '--data', 'jets.npy', '--out', 'run', ...more], folder);
  for (const [more, part, remedy] of [
    [['--memory', '1M'], /\w+/, /.*/],
    [['--set', 'sampler.bufferSize=1e13'], /buffer/, /a smaller sampler\.bufferSize/],
    [
      ['--set', 'sampler.steps=1e12'],
      /step/,
      /a smaller batchSize, network\.hidden or sampler\.steps/,
    ],
    [['--set', 'network.hidden=[1e7,1e7]'], /weights/, /smaller network\.hidden or network\.code/],
  ] as const) {
    const { code, out, err } = train(...more);
    assert.equal(code, 2, err);
    assert.equal(out, '');
    const [, named, offered] =
      /^wnae: train: expected to need at most \S+ [kMGT]?B of memory, got about \S+ [kMGT]?B, \S+ [kMGT]?B of it for (\w+); (.*) or a larger --memory may help\n$/.exec(
        err,
      ) ?? assert.fail(err);
    assert.match(named, part);
    assert.match(offered, remedy);
    assert.ok(!existsSync(join(folder, 'run')));
  }
});

test('sizes of memory are numbers with a unit', () => {
  assert.deepEqual(['500M', '1.5g', '16GB', '1024'].map(bytes), [5e8, 1.5e9, 1.6e10, 1024]);
  for (const text of ['', 'G', '-1G', '1e9', '1P']) assert.throws(() => bytes(text), /like 500M/);
});
