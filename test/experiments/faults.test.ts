import { join } from 'node:path';
import { test } from 'node:test';
import { accidents, everyCall } from '../support/faultCampaign.js';
import { fresh, replacing, resumed } from '../support/faultScenes.js';
import { temporaryFolder, writeCloud } from '../support/tinyRun.js';

const data = join(temporaryFolder(), 'jets.npy');
writeCloud(data, 40);

const scenes = {
  'a training': fresh(data),
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
