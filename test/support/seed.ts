/**
 * Loaded before every test file by test/run.ts: fixes the seed of fast-check, so that a run of the tests
 * is repeatable. `WNAE_TEST_SEED=random` (as `npm run test:slow` has it) lets it choose, and a number sets
 * it; a failure prints the seed and path that replay it either way.
 */
import fc from 'fast-check';

const wanted = process.env.WNAE_TEST_SEED ?? '20261123';
if (wanted !== 'random') fc.configureGlobal({ seed: Number(wanted) });
// programs that a test starts do without
delete process.env.NODE_OPTIONS;
