/** Loaded before tests that only have to fail once: ends the process at the first failure, with its name on stdout. */
import { writeSync } from 'node:fs';
import { afterEach, type TestContext } from 'node:test';

afterEach((context) => {
  // a test's own context, though the types of Node.js 20 have it otherwise
  const { name, passed } = context as TestContext & { passed: boolean };
  if (passed) return;
  writeSync(1, name);
  process.exit(1);
});
