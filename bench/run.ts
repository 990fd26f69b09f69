/** Runs every benchmark beside this file, or those whose name contains a word of the command line. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const words = process.argv.slice(2);
const files = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.js') && file !== 'run.js')
  .filter((file) => words.every((word) => file.includes(word)))
  .sort();

for (const file of files) {
  console.log(`\n# ${file.replace(/\.js$/, '')}\n`);
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, file)], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}
