import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { digestOfContent } from '../../experiments/runs/checkpoint.js';
import { RunFolder } from '../../experiments/runs/runFolder.js';
import { resumeRun } from '../../experiments/runs/trainRun.js';
import { writeSafetensors } from '../../lib/io/index.js';
import {
  minuteConfig,
  OUT,
  outcomeOf,
  runProcess,
  SimulatedMachine,
} from '../support/simulatedRun.js';
import { temporaryFolder, writeCloud } from '../support/tinyRun.js';

const data = join(temporaryFolder(), 'jets.npy');
writeCloud(data, 40);
const options = { data };

/** A run that was stopped after five steps, and the names of its checkpoints, newest first. */
async function stopped(): Promise<{ machine: SimulatedMachine; paths: readonly string[] }> {
  const machine = new SimulatedMachine();
  let steps = 0;
  await runProcess(machine, { data, control: { shouldStop: () => ++steps === 5 } });
  machine.nextProcess();
  return { machine, paths: RunFolder.open(OUT, machine.files).checkpoints.paths };
}

/** Resumes a run; the notices it gave on the way to its end. */
async function resume(machine: SimulatedMachine): Promise<string[]> {
  const notices: string[] = [];
  await resumeRun(OUT, { machine, onNotice: (notice) => notices.push(notice) });
  return notices.filter((notice) => !notice.startsWith('memory: '));
}

const whole = new SimulatedMachine();
await runProcess(whole, options);
const expected = outcomeOf(whole);

test('the three newest checkpoints are kept', async () => {
  const { paths } = await stopped();
  assert.deepEqual(
    paths,
    [5, 4, 3].map((step) => `${OUT}/checkpoints/step-0000000${step}.safetensors`),
  );
});

for (const damaged of [1, 2, 3]) {
  test(`of three checkpoints ${damaged} may be damaged: they are named, and the run ends in the same bytes`, async () => {
    const { machine, paths } = await stopped();
    for (const path of paths.slice(0, damaged)) {
      machine.files.damage(path, (content) => {
        content[content.length >> 1] ^= 4;
        return content;
      });
    }
    const notices = await resume(machine);
    assert.equal(notices.length, damaged + (damaged === 3 ? 1 : 0));
    paths.slice(0, damaged).forEach((path, k) => {
      assert.ok(notices[k].startsWith(`${path} is damaged: `), notices[k]);
      assert.match(notices[k], /; going back to the one before it$/);
    });
    if (damaged === 3) {
      assert.equal(notices[3], `${OUT} has no whole checkpoint; starting from the beginning`);
    }
    assert.deepEqual(outcomeOf(machine), expected);
  });
}

test('checkpoints of another training, left behind by chance, are passed over', async () => {
  const { machine } = await stopped();
  const other = new SimulatedMachine();
  await runProcess(other, { data, config: { ...minuteConfig, seed: 1 } });
  const [foreign] = RunFolder.open(OUT, other.files).checkpoints.paths;
  const file = machine.files.open(foreign, 'write');
  file.write(other.files.read(foreign));
  const notices = await resume(machine);
  assert.deepEqual(notices, [
    `${foreign} belongs to another training; going back to the one before it`,
  ]);
  assert.deepEqual(outcomeOf(machine), expected);
});

test('a checkpoint of another format is not taken for a damaged one, and nothing is touched', async () => {
  const { machine, paths } = await stopped();
  const metadata = { format: 'wnae-checkpoint/99' };
  const newer = writeSafetensors({}, { ...metadata, sha256: digestOfContent({}, metadata) });
  machine.files.damage(paths[0], () => newer);
  await assert.rejects(
    resume(machine),
    /step-00000005\.safetensors: expected a checkpoint of format wnae-checkpoint\/2, got wnae-checkpoint\/99; use the version of wnae that wrote it$/,
  );
  assert.deepEqual(RunFolder.open(OUT, machine.files).checkpoints.paths, paths);
});

test('a finished run whose last checkpoint is damaged is led to its end again', async () => {
  const machine = new SimulatedMachine();
  await runProcess(machine, options);
  machine.nextProcess();
  const [last] = RunFolder.open(OUT, machine.files).checkpoints.paths;
  machine.files.damage(last, (content) => content.slice(0, 100));
  assert.throws(() => RunFolder.open(OUT, machine.files).readCheckpoint('last'), /is damaged/);
  assert.equal((await resume(machine)).length, 1);
  assert.deepEqual(outcomeOf(machine), expected);
  machine.nextProcess();
  assert.deepEqual(await resume(machine), []);
});

test('a configuration that was changed is not resumed', async () => {
  const { machine } = await stopped();
  const changed = (content: Uint8Array): Uint8Array =>
    Buffer.from(Buffer.from(content).toString('utf8').replace('"batchSize": 8', '"batchSize": 9'));
  machine.files.damage(`${OUT}/config.json`, changed);
  await assert.rejects(
    resume(machine),
    /^Error: cannot resume \/disk\/runs\/mine: its config\.json has changed since the run began; undo that, or train anew$/,
  );
});

test('numbers that are not finite are never saved', async () => {
  const { machine, paths } = await stopped();
  const { checkpoints } = RunFolder.open(OUT, machine.files);
  const checkpoint = checkpoints.read(paths[0]);
  checkpoint.state.model.decoder[0].bias.data[0] = NaN;
  assert.throws(
    () => checkpoints.save(checkpoint),
    /^RangeError: checkpoint: expected finite numbers in decoder\.0\.bias, got NaN$/,
  );
  assert.deepEqual(checkpoints.paths, paths);
});
