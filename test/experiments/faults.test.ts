import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { accidents, everyCall, meet } from '../support/faultCampaign.js';
import { fresh, replacing, resumed } from '../support/faultScenes.js';
import { outcomeOf, runProcess, SimulatedMachine } from '../support/simulatedRun.js';
import { temporaryFolder, writeCloud } from '../support/tinyRun.js';

const data = join(temporaryFolder(), 'jets.npy');
writeCloud(data, 40);

const kills = accidents.filter(({ kind }) => kind === 'kill');
const scenes = {
  'a training': [fresh(data), accidents],
  'a training that was resumed': [resumed(data), accidents],
  'a training that replaces another': [await replacing(data), kills],
} as const;

for (const [what, [scene, kinds]] of Object.entries(scenes)) {
  test(`${what} ends in the same bytes whatever call on the disk meets a fault`, async (t) => {
    let faults = 0;
    for (const accident of kinds) faults += await everyCall(scene, accident);
    t.diagnostic(`${faults} faults of ${kinds.length} kinds`);
  });
}

test('a folder whose maker was killed before it was synced outlasts a power cut with what others saved in it', async () => {
  const { options } = fresh(data);
  const whole = new SimulatedMachine();
  await runProcess(whole, options);
  const { calls, log } = whole.files;
  const made = log.flatMap((call, k) => (call.startsWith('make folder') ? [k + 1] : []));
  assert.equal(made.length, 3);
  for (const at of made) {
    const machine = new SimulatedMachine();
    await meet(machine, options, { name: 'kill', kind: 'kill halfway', at });
    const cut = {
      name: 'kill, power cut',
      kind: 'kill',
      at: calls - 10,
      power: 'nothing',
    } as const;
    const where = await meet(machine, options, cut);
    assert.equal(await runProcess(machine, options), 'finished', where);
    assert.deepEqual(outcomeOf(machine), outcomeOf(whole));
  }
});
