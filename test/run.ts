/**
 * Runs the tests: every `*.test.js` beside this file; with `--slow` the `*.slow.js` too, all with random seeds.
 * A word on the command line keeps only the files whose path contains it: `node dist/test/run.js math`.
 */
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const slow = process.argv.includes('--slow');
const ending = slow ? /\.(test|slow)\.js$/ : /\.test\.js$/;
const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => ending.test(file) && words.every((word) => file.includes(word)))
  .sort()
  .map((file) => join(import.meta.dirname, file));

if (files.length === 0) {
  console.error(`test: expected at least one file matching ${ending} and ${words.join(', ')}`);
  process.exitCode = 1;
} else {
  const seed = pathToFileURL(join(import.meta.dirname, 'support/seed.js')).href;
  process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --import ${seed}`;
  if (slow) process.env.WNAE_TEST_SEED ??= 'random';
  run({ files, concurrency: availableParallelism() })
    .on('test:fail', (event) => {
      if (event.todo === undefined || event.todo === false) process.exitCode = 1;
    })
    .compose(new spec())
    .pipe(process.stdout);
}
