import { join } from 'node:path';
import { test } from 'node:test';
import { checkRandomLives } from '../support/resumeModel.js';
import { temporaryFolder, writeCloud } from '../support/tinyRun.js';

const data = join(temporaryFolder(), 'jets.npy');
writeCloud(data, 40);

test('a run that is stepped, saved, stopped, killed, damaged and resumed at random ends in the same bytes', () =>
  checkRandomLives(data, 100));
