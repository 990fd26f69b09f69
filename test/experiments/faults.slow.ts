import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { accidents, everyCall, meet, type AccidentAt } from '../support/faultCampaign.js';
import { fresh, replacing, resumed } from '../support/faultScenes.js';
import { share } from '../support/resumeModel.js';
import { minuteConfig, outcomeOf, runProcess, SimulatedMachine } from '../support/simulatedRun.js';
import { temporaryFolder, writeCloud } from '../support/tinyRun.js';

const data = join(temporaryFolder(), 'jets.npy');
writeCloud(data, 40);

const { sampler } = minuteConfig;
const scenes = {
  'an AE': fresh(data, { ...minuteConfig, model: 'ae' }),
  'an NAE with chains from the manifold': fresh(data, {
    ...minuteConfig,
    model: 'nae',
    sampler: { ...sampler, initialisation: 'omi' },
  }),
  'a float32 WNAE with chains from the data': fresh(data, {
    ...minuteConfig,
    dtype: 'float32',
    sampler: { ...sampler, initialisation: 'cd' },
  }),
  'a WNAE': fresh(data),
  'a training that was resumed': resumed(data),
  'a training that replaces another': await replacing(data),
};

for (const [what, scene] of Object.entries(scenes)) {
  test(`${what} ends in the same bytes whatever call on the disk meets a fault`, async (t) => {
    let faults = 0;
    for (const accident of accidents) faults += await everyCall(scene, accident);
    t.diagnostic(`${faults} faults of ${accidents.length} kinds`);
  });
}

test('a training survives three accidents in a row, and power cuts that keep and tear by chance', async (t) => {
  const { options } = fresh(data);
  const whole = new SimulatedMachine();
  await runProcess(whole, options);
  const expected = outcomeOf(whole);
  const { calls } = whole.files;
  const runs = 3000;
  const accident = fc
    .record({
      kind: fc.constantFrom('error', 'error after', 'full', 'kill', 'kill halfway'),
      at: fc.integer({ min: 1, max: calls }),
      chances: fc.option(fc.infiniteStream(share)),
    })
    .map(({ kind, at, chances }): AccidentAt => {
      const chance = (): number => chances?.next().value as number;
      const power = chances === null ? undefined : chance;
      return { kind, at, name: `${kind}${power === undefined ? '' : ', power cut'}`, power };
    });
  await fc.assert(
    fc.asyncProperty(fc.array(accident, { minLength: 3, maxLength: 3 }), async (three) => {
      const machine = new SimulatedMachine();
      for (const one of three) await meet(machine, options, one);
      assert.equal(await runProcess(machine, options), 'finished');
      assert.deepEqual(outcomeOf(machine), expected);
    }),
    { numRuns: runs },
  );
  t.diagnostic(`${3 * runs} accidents in ${runs} trainings`);
});
