import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readConfigFile, withAssignments } from '../../experiments/runs/configFile.js';
import { temporaryFolder, tinyConfig, wnae, writeCloud } from '../support/tinyRun.js';

const folder = temporaryFolder();
writeCloud(join(folder, 'jets.npy'), 100);

function written(content: string | Uint8Array): string {
  const path = join(folder, 'c.json');
  writeFileSync(path, content);
  return path;
}

test('what is wrong with a configuration is one sentence with the file, the key and a remedy', () => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000);
  const cases: [string | Uint8Array, RegExp][] = [
    ['', /c\.json is not JSON: Unexpected end/],
    ['{"epochs": 3,}', /c\.json is not JSON: /],
    ['[1]', /c\.json: expected an object, got \[1\]$/],
    ['{"epoch": 3}', /c\.json: unknown key epoch; the closest known key is epochs$/],
    [
      '{"sampler": {"step": 3}}',
      /c\.json: unknown key sampler\.step; the closest known key is sampler\.steps$/,
    ],
    [
      '{"data": {"sauce": "x"}}',
      /c\.json: unknown key data\.sauce; the closest known key is data\.source$/,
    ],
    [
      '{"evaluation": {"evry": 1}}',
      /c\.json: unknown key evaluation\.evry; the closest known key is evaluation\.every$/,
    ],
    ['{"epochs": "3"}', /c\.json: expected epochs to be an integer ≥ 1, got "3"$/],
    ['{"batchSize": 1e400}', /c\.json: expected batchSize to be an integer ≥ 1, got null$/],
    ['{"data": {"source": 3}}', /c\.json: expected data\.source to be a name or file, got 3$/],
    ['{"data": {"selection": []}}', /c\.json: expected data\.selection to be text .*, got \[\]$/],
    [
      '{"evaluation": {"signals": [1]}}',
      /c\.json: expected evaluation\.signals to be a list of names or files, got \[1\]$/,
    ],
    [
      '{"evaluation": {"every": 0}}',
      /c\.json: expected evaluation\.every to be an integer ≥ 1, got 0$/,
    ],
    [`{"seed": ${deep}}`, /c\.json: expected JSON nested at most 32 deep, got deeper$/],
    [
      `{"seed": "${'x'.repeat(2_000_000)}"}`,
      /c\.json: expected at most 1000000 characters of JSON, got more$/,
    ],
    [`{"${'x'.repeat(900_000)}": 1}`, /c\.json: unknown key x{60}…; the closest known key is \S+$/],
    ['{"\\u001b[2J": 1}', /c\.json: unknown key "\\u001b\[2J"; the closest/],
    [Uint8Array.of(0x7b, 0xff, 0x7d), /c\.json: expected JSON in UTF-8, got bytes that are not$/],
  ];
  for (const [content, sentence] of cases) {
    assert.throws(() => readConfigFile(written(content)), { message: sentence });
  }
  assert.throws(
    () => readConfigFile(join(folder, 'gone.json')),
    /cannot read \S+gone\.json: there is no such file/,
  );
  assert.throws(() => readConfigFile(folder), /cannot read \S+: it is a folder$/);
  if (existsSync('/dev/zero')) {
    assert.throws(
      () => readConfigFile('/dev/zero'),
      /\/dev\/zero: expected at most 1000000 characters/,
    );
  }
});

test('a byte order mark is passed over', () => {
  assert.deepEqual(readConfigFile(written('\uFEFF{"epochs": 3}')).config, { epochs: 3 });
});

test('assignments make keys of their own, whatever they are called', () => {
  const config = withAssignments({ sampler: { steps: 3 } }, [
    ['sampler.noise', 1],
    ['__proto__.epochs', 5],
    ['constructor.prototype.seed', 7],
  ]);
  assert.deepEqual(JSON.parse(JSON.stringify(config.sampler)), { steps: 3, noise: 1 });
  assert.ok(Object.hasOwn(config, '__proto__') && Object.hasOwn(config, 'constructor'));
  assert.equal(({} as { epochs?: number }).epochs, undefined);
  assert.equal(({} as { seed?: number }).seed, undefined);
});

test('a configuration that is refused leaves nothing behind and what was there as it was', () => {
  writeFileSync(join(folder, 'good.json'), JSON.stringify({ ...tinyConfig, epochs: 1 }));
  writeFileSync(join(folder, 'bad.json'), JSON.stringify({ ...tinyConfig, epoch: 1 }));
  const train = (config: string, out: string, ...more: string[]) =>
    wnae(['train', '--config', config, '--data', 'jets.npy', '--out', out, ...more], folder);
  const refused = train('bad.json', 'new');
  assert.deepEqual([refused.code, refused.out], [2, '']);
  assert.equal(refused.err, 'wnae: bad.json: unknown key epoch; the closest known key is epochs\n');
  assert.ok(!existsSync(join(folder, 'new')));
  assert.equal(train('good.json', 'run').code, 0);
  assert.equal(train('bad.json', 'run', '--force').code, 2);
  assert.equal(train('good.json', 'run', '--force', '--set', 'epochs=0').code, 2);
  assert.equal(wnae(['score', 'run', 'jets.npy'], folder).code, 0);
});

test('a folder with other things in it, checkpoints of others too, is not written to', () => {
  mkdirSync(join(folder, 'theirs/checkpoints'), { recursive: true });
  writeFileSync(join(folder, 'theirs/checkpoints/model.pt'), 'theirs');
  const { code, err } = wnae(
    ['train', '--config', 'good.json', '--data', 'jets.npy', '--out', 'theirs'],
    folder,
  );
  assert.equal(code, 2);
  assert.match(err, /the folder theirs is not empty; choose another --out, or pass --force\n$/);
});
