import { join } from 'node:path';
import { test } from 'node:test';
import { accidents, everyCall } from '../support/faultCampaign.js';
import { fresh, replacing, resumed } from '../support/faultScenes.js';
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
