import { join } from 'node:path';
import { test } from 'node:test';
import { checkRandomLives } from '../support/resumeModel.js';
import { temporaryFolder, writeCloud } from '../support/tinyRun.js';

const data = join(temporaryFolder(), 'jets.npy');
writeCloud(data, 40);

test('5,000 random lives of a run end in the same bytes', () => checkRandomLives(data, 5000));
