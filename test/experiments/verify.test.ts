import assert from 'node:assert/strict';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { resolveConfig, Trainer, type StepRecord } from '../../algorithms/index.js';
import { prepareJets } from '../../experiments/jets/preparedJets.js';
import { withAssignments } from '../../experiments/runs/configFile.js';
import { bytesOf } from '../../experiments/runs/digest.js';
import { encodeCheckpoint, type Checkpoint } from '../../experiments/runs/checkpoint.js';
import { RunFolder } from '../../experiments/runs/runFolder.js';
import { digestStep, stepParts, type StepDigest } from '../../experiments/runs/stepDigest.js';
import { writeStepDigests } from '../../experiments/runs/stepDigestFile.js';
import { trainRun } from '../../experiments/runs/trainRun.js';
import { verifyRun } from '../../experiments/runs/verifyRun.js';
import { compiled, plain } from '../../lib/compile/index.js';
import { WorkerPool } from '../../lib/parallel/index.js';
import { temporaryFolder, tinyConfig, wnae, writeCloud } from '../support/tinyRun.js';

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);
const digestsOf = (run: string): string => join(at(run), 'digests.jsonl');
/** 210 training jets in batches of 32, 4 epochs */
const [STEPS_PER_EPOCH, STEPS] = [6, 24];

function train(
  out: string,
  assignments: readonly (readonly [string, unknown])[] = [],
  stopAfter = Infinity,
) {
  let asked = 0;
  return trainRun({
    config: resolveConfig(withAssignments(tinyConfig, assignments)),
    data: { source: at('jets.npy') },
    out: at(out),
    shouldStop: () => ++asked >= stopAfter,
  });
}

before(async () => {
  writeCloud(at('jets.npy'), 300);
  await train('run');
});

function copyOf(run: string, name: string): string {
  cpSync(at(run), at(name), { recursive: true });
  return at(name);
}

/** Changes one line of a run's digests. */
function edit(run: string, step: number, change: (line: StepDigest) => object): void {
  const lines = readFileSync(digestsOf(run), 'utf8').split('\n');
  lines[step - 1] = JSON.stringify(change(JSON.parse(lines[step - 1]) as StepDigest));
  writeFileSync(digestsOf(run), lines.join('\n'));
}

/** Records a run's digests anew, from a training that is damaged before or after a step's are taken. */
function recordDamaged(
  run: string,
  damage: { before?: (record: StepRecord) => void; after?: (record: StepRecord) => void },
): void {
  const { data, evaluation: _, ...config } = RunFolder.open(at(run)).config;
  const trainer = new Trainer(config, prepareJets(config, data).training);
  const digests: StepDigest[] = [];
  while (!trainer.finished) {
    const record = trainer.step();
    damage.before?.(record);
    digests.push(digestStep(record));
    damage.after?.(record);
  }
  writeFileSync(digestsOf(run), writeStepDigests(digests));
}

const stepsOf = (run: string): StepDigest[] => RunFolder.open(at(run)).stepDigests;

/** Flips the least bit of an element. */
function flip(numbers: Float64Array | Float32Array, element = 0): void {
  bytesOf(numbers)[element * numbers.BYTES_PER_ELEMENT] ^= 1;
}

function departureOf(run: string, options = {}) {
  const { departure } = verifyRun(at(run), options);
  assert.ok(departure !== null, 'expected a departure');
  return departure;
}

test('a finished run is recomputed to the same bits, with any model, sampler and precision', async () => {
  const kinds = {
    ae: [['model', 'ae'], ['preprocessing.transform', 'none']],
    omi: [['model', 'nae'], ['sampler.initialisation', 'omi']],
    cd: [['model', 'nae'], ['dtype', 'float32'], ['sampler.initialisation', 'cd']],
    last: [['lastBatch', 'keep'], ['selection', 'last'], ['preprocessing.transform', 'minmax']],
  } as const; // prettier-ignore
  for (const [name, assignments] of Object.entries(kinds)) {
    await train(name, assignments);
    const { departure, from, to } = verifyRun(at(name));
    assert.equal(departure, null, name);
    assert.deepEqual(from, { epoch: 0, step: 0 });
    assert.deepEqual(to, { epoch: 4, step: name === 'last' ? STEPS + 4 : STEPS });
  }
  const parts = (name: string): string[] => Object.keys(stepsOf(name)[0]);
  assert.deepEqual(parts('run').slice(2), [...stepParts]);
  assert.deepEqual(parts('cd').slice(2), ['chain', 'loss', 'weights']);
  assert.deepEqual(parts('ae').slice(2), ['loss', 'weights']);
});

test('a single bit of one weight, wrong at any step, is found at that step', () => {
  for (const step of [1, 8, STEPS_PER_EPOCH * 3, STEPS]) {
    const run = `weight-${step}`;
    copyOf('run', run);
    recordDamaged(run, {
      before: ({ at: { step: now }, model }) => {
        if (now === step) flip(model.decoder[1].weight.data as Float64Array, 3);
      },
    });
    const departure = departureOf(run);
    assert.deepEqual(
      [departure.step, departure.epoch, departure.part, departure.others],
      [step, Math.ceil(step / STEPS_PER_EPOCH), 'weights', []],
    );
    assert.equal(verifyRun(at(run)).to.step, step - 1);
  }
});

test('a bit of the replay buffer that is wrong is found where it is put in, or at the end of the epoch', () => {
  copyOf('run', 'pushed');
  recordDamaged('pushed', {
    before: ({ at: { step }, buffer }) => {
      // rows 241 … 256 of a buffer of 48: the newest end in its second piece
      if (step === 8) flip(buffer?.[1] as Float64Array);
    },
  });
  const { step, part, others } = departureOf('pushed');
  assert.deepEqual({ step, part, others }, { step: 8, part: 'buffer', others: [] });
  copyOf('run', 'kept');
  recordDamaged('kept', {
    // the last row of the last step, which stays until the buffer is stored with the epoch
    after: ({ at: { step }, buffer }) => {
      if (step === STEPS_PER_EPOCH * 2 - 1) {
        const newest = buffer?.at(-1) as Float64Array;
        flip(newest, newest.length - 1);
      }
    },
  });
  const kept = departureOf('kept');
  assert.equal(kept.step, STEPS_PER_EPOCH * 2);
  assert.ok([kept.part, ...kept.others].includes('buffer'));
});

test('any digest that differs is named with its step, and the first in the order of a step', () => {
  for (const [k, part] of stepParts.entries()) {
    const run = `edited-${part}`;
    copyOf('run', run);
    edit(run, 5 + k, (line) => ({ ...line, [part]: '0123456789abcdef' }));
    const found = departureOf(run);
    assert.deepEqual([found.step, found.part, found.others], [5 + k, part, []]);
    assert.equal(found.recorded, '0123456789abcdef');
    assert.equal(found.recomputed, stepsOf('run')[4 + k][part]);
  }
  for (const [part, key] of [
    ['trained weights', 'finalWeights'],
    ['chosen weights', 'bestWeights'],
    ['validation scores', 'validationScores'],
  ]) {
    const { manifest } = RunFolder.open(copyOf('run', 'ended'));
    const sha256 = { ...manifest.sha256, [key]: '00' };
    writeFileSync(join(at('ended'), 'manifest.json'), JSON.stringify({ ...manifest, sha256 }));
    const end = departureOf('ended');
    assert.deepEqual([end.part, end.step, end.recorded], [part, STEPS, '00']);
  }
  copyOf('run', 'two');
  edit('two', 3, ({ buffer: _, ...line }) => ({ ...line, loss: '0000000000000000' }));
  const found = departureOf('two');
  assert.deepEqual([found.part, found.others], ['loss', ['buffer']]);
});

test('a value of the configuration that was changed is found where it first matters', () => {
  const changes = [
    ['seed', 1, 'data', 0],
    ['split', [0.6, 0.2, 0.2], 'data', 0],
    ['network.hidden', [5], 'initial weights', 0],
    ['sampler.temperature', 0.0631, 'chain', 1],
    ['loss.cost', 'euclidean', 'loss', 1],
    ['optimiser.learningRate', 0.0010001, 'weights', 1],
    ['sampler.replayRatio', 0.9, 'chain', 2],
    ['sampler.bufferSize', 31, 'buffer', 1],
    ['validateEvery', 2, 'metrics', 3 * STEPS_PER_EPOCH],
    ['sampler', { box: null, noise: 1e200 }, 'course', 0],
    ['epochs', 5, 'course', STEPS],
    ['epochs', 3, 'course', 3 * STEPS_PER_EPOCH],
  ] as const;
  const original = readFileSync(join(at('run'), 'config.json'), 'utf8');
  for (const [key, value, part, step] of changes) {
    const changed = withAssignments(JSON.parse(original) as Record<string, unknown>, [
      [key, value],
    ]);
    writeFileSync(join(copyOf('run', 'changed'), 'config.json'), JSON.stringify(changed));
    const found = departureOf('changed');
    assert.deepEqual([found.part, found.step], [part, step], `${key} = ${JSON.stringify(value)}`);
  }
});

test('a checkpoint is compared with its step before the training goes on from it', async () => {
  // in the third epoch, two steps behind its begin
  await train('stopped', [], 2 * STEPS_PER_EPOCH + 2);
  const whole = verifyRun(at('stopped'));
  assert.deepEqual([whole.departure, whole.to.step], [null, 14]);
  const { from, to, departure } = verifyRun(at('run'), { fromCheckpoint: 'last' });
  assert.deepEqual([from.epoch, to.step, departure], [4, STEPS, null]);
  copyOf('run', 'early');
  const store = RunFolder.open(at('early')).checkpoints;
  for (const path of store.paths) rmSync(path);
  const [path] = RunFolder.open(at('stopped')).checkpoints.paths;
  const early = store.read(path);
  const put = (checkpoint: Checkpoint): void =>
    writeFileSync(join(store.folder, 'step-00000014.safetensors'), encodeCheckpoint(checkpoint));
  put(early);
  const rest = verifyRun(at('early'), { fromCheckpoint: 2 });
  assert.deepEqual([rest.departure, rest.from.step, rest.to.step], [null, 14, STEPS]);
  flip(early.state.model.encoder[0].weight.data);
  put(early);
  const found = departureOf('early', { fromCheckpoint: 'last' });
  assert.deepEqual([found.step, found.epoch, found.part, found.others], [14, 3, 'weights', []]);
  // at the end of an epoch the whole buffer is told too
  const { checkpoints } = RunFolder.open(at('run'));
  const end = checkpoints.read(checkpoints.paths[0]);
  copyOf('run', 'ending');
  flip(end.state.buffer?.rows as Float64Array, 1);
  writeFileSync(
    join(at('ending'), 'checkpoints', 'step-00000024.safetensors'),
    encodeCheckpoint(end),
  );
  const buffer = departureOf('ending', { fromCheckpoint: 4 });
  assert.deepEqual([buffer.step, buffer.part, buffer.others], [STEPS, 'buffer', []]);
  assert.throws(
    () => verifyRun(at('early'), { fromCheckpoint: 77 }),
    /has no checkpoint of epoch 77; it has those after epochs 2$/,
  );
});

test('plain loops and threads recompute the bits of compiled steps', async () => {
  const pool = new WorkerPool(2);
  try {
    for (const executor of [plain, compiled({ pool })]) {
      assert.equal(verifyRun(at('run'), { executor }).departure, null);
    }
  } finally {
    await pool.close();
  }
});

test('a training that failed is the same up to the step before', async () => {
  const settings = [['model', 'ae'], ['optimiser.name', 'sgd'], ['optimiser.learningRate', 1e60]] as const; // prettier-ignore
  await assert.rejects(train('failed', settings), /expected a finite /);
  const { status, departure, to } = verifyRun(at('failed'));
  assert.deepEqual([status, departure], ['failed', null]);
  assert.equal(to.step, stepsOf('failed').length);
  assert.ok(to.step >= 1);
});

test('what was recorded and no longer fits, or is missing, is one sentence', async () => {
  writeCloud(at('moving.npy'), 300, 3, 5);
  await trainRun({
    config: resolveConfig(tinyConfig),
    data: { source: at('moving.npy') },
    out: at('moved'),
  });
  writeCloud(at('moving.npy'), 300, 3, 6);
  assert.throws(
    () => verifyRun(at('moved')),
    /^Error: cannot verify \S+moved: its data \S+moving\.npy have changed since \(sha256 [0-9a-f]{12}…, the run was made with [0-9a-f]{12}…\)$/,
  );
  rmSync(at('moving.npy'));
  assert.throws(() => verifyRun(at('moved')), /cannot read \S+moving\.npy/);
  const lines = readFileSync(digestsOf('run'), 'utf8');
  const damages: readonly [string, RegExp][] = [
    [
      lines.slice(0, -1),
      /expected the digests of all 24 steps that the run made, got those of 23$/,
    ],
    [lines.replace(/^.*\n/, ''), /expected the digests of step 1 in line 1, got \{"step":2,/],
    [lines.replace('"epoch":2', '"epoch":2,'), /expected the digests of step 7 in line 7/],
    [lines.replace('"chain"', '"chian"'), /expected the digests of step 1 in line 1/],
  ];
  copyOf('run', 'damaged');
  for (const [text, sentence] of damages) {
    writeFileSync(digestsOf('damaged'), text);
    assert.throws(() => verifyRun(at('damaged')), sentence);
  }
  rmSync(digestsOf('damaged'));
  assert.throws(
    () => verifyRun(at('damaged')),
    /cannot read \S+digests\.jsonl: there is no such file/,
  );
  copyOf('run', 'streams');
  const manifest = join(at('streams'), 'manifest.json');
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replace(/"streams": 1/, '"streams": 99'));
  assert.throws(() => verifyRun(at('streams')), /made with version 99 of the random streams/);
});

test('the command exits with 0, 1 or 2 and says where', () => {
  const same = wnae(['verify', 'run', '--json'], folder);
  assert.equal(same.code, 0, same.err);
  const said = JSON.parse(same.out) as Record<string, unknown>;
  assert.deepEqual([said.same, said.departure], [true, null]);
  copyOf('run', 'told');
  edit('told', 20, (line) => ({ ...line, loss: '3ff0000000000000' }));
  const told = wnae(['verify', 'told'], folder);
  assert.equal(told.code, 1);
  assert.match(
    told.out,
    /^departed: told, at step 20 \(epoch 4\): loss\nrecorded {4}3ff0000000000000 \(1\)\nrecomputed {2}[0-9a-f]{16} \(\d.*\)\nthe same {4}19 steps from the beginning in .*\n$/,
  );
  assert.match(told.err, /^epoch 0\/4/);
  const missing = wnae(['verify', 'nowhere'], folder);
  assert.equal(missing.code, 2);
  assert.match(missing.err, /^wnae: expected a run folder, got nowhere/);
});
