/**
 * Loaded before tests that only have to fail once: ends the process at the first failure. Its last lines on stdout are
 * the name of the test that failed and the time of the CPU in milliseconds.
 */
import { writeSync } from 'node:fs';
import { afterEach, type TestContext } from 'node:test';
import { isMainThread } from 'node:worker_threads';

let failure = '';

afterEach((context) => {
  // a test's own context, though the types of Node.js 20 have it otherwise
  const { name, passed } = context as TestContext & { passed: boolean };
  if (passed) return;
  failure = name;
  process.exit(1);
});

if (isMainThread) {
  process.on('exit', () => {
    const { user, system } = process.cpuUsage();
    writeSync(1, `\n${failure}\nCPU ${Math.round((user + system) / 1000)}\n`);
  });
}
