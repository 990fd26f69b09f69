import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { resolveConfig } from '../../algorithms/index.js';
import { parseSweep } from '../../experiments/sweep/sweepFile.js';

const parse = (sweep: unknown): ReturnType<typeof parseSweep> =>
  parseSweep(JSON.stringify(sweep), 's.json');

test('every setting is combined with every point of the grid, the last key fastest', () => {
  const { settings, seeds, evaluation, data } = parse({
    description: 'an example',
    base: { model: 'nae', data: 'mine.npy', sampler: { noise: 0.1 } },
    seeds: [3, 1],
    settings: { plain: { 'loss.form': 'difference' }, cosh: {} },
    grid: { 'sampler.steps': [5, 10], 'network.hidden': [[8], [8, 8]] },
  });
  assert.deepEqual(
    settings.map(({ name }) => name),
    ['plain', 'cosh'].flatMap((name) =>
      [5, 10].flatMap((steps) =>
        ['8', '8_8'].map((hidden) => `${name},steps=${steps},hidden=${hidden}`),
      ),
    ),
  );
  const last = resolveConfig(settings[3].config);
  assert.deepEqual(
    [last.model, last.loss.form, last.sampler.steps, last.sampler.noise, last.network.hidden],
    ['nae', 'difference', 10, 0.1, [8, 8]],
  );
  assert.deepEqual(seeds, [3, 1]);
  assert.equal(data.source, 'mine.npy');
  assert.deepEqual(evaluation, { signals: [], every: 10 });
});

test('a file that asks for nothing is one training with the defaults', () => {
  const { settings, seeds, evaluation } = parse({});
  assert.deepEqual(
    settings.map(({ name }) => name),
    ['default'],
  );
  assert.deepEqual(seeds, [0]);
  assert.equal(evaluation.signals.length, 11);
});

const wrong: [string, unknown, RegExp][] = [
  ['a list', [], /^s\.json: expected a sweep to be an object, got \[\]$/],
  ['an unknown key', { seed: 3 }, /^s\.json: unknown key seed; the closest known key is seeds$/],
  ['an unknown setting', { base: { epoch: 3 } }, /^s\.json: base: unknown key epoch; .* epochs$/],
  ['no seed', { seeds: 0 }, /^s\.json: expected seeds to be a number from 1 to 10000 or a list/],
  ['a seed twice', { seeds: [1, 2, 1] }, /^s\.json: expected seeds that differ, got 1 twice$/],
  ['a fraction of a seed', { seeds: [0.5] }, /expected seeds .* got \[0\.5\]$/],
  ['a seed in the base', { base: { seed: 1 } }, /^s\.json: base: expected no seed there; put/],
  ['a seed in the grid', { grid: { seed: [1, 2] } }, /seed=1: expected no seed there; put/],
  ['an empty axis', { grid: { epochs: [] } }, /expected grid\.epochs to be a list of values, got \[\]/],
  ['a value twice', { grid: { epochs: [1, 1] } }, /grid\.epochs to list values that differ, got "epochs=1" twice/],
  ['a value out of range', { grid: { epochs: [1, -1] } }, /^s\.json: epochs=-1: expected epochs .*-1/],
  ['a key that is none', { settings: { a: { 'sampler.step': 1 } } }, /^s\.json: a: unknown key sampler\.step; .*steps/],
  ['no settings', { settings: {} }, /^s\.json: expected settings to name at least one$/],
  ['a name that is a path', { settings: { '../a': {} } }, /name of a setting in letters/],
  ['too many', { seeds: 5000, grid: { epochs: [1, 2, 3] } }, /at most 10000 trainings, got 3 settings × 5000 seeds$/],
]; // prettier-ignore

for (const [what, sweep, sentence] of wrong) {
  test(`${what} is refused in a sentence`, () => {
    assert.throws(() => parse(sweep), { message: sentence });
  });
}

test('whatever a file holds, it is a sweep or one sentence', () => {
  const keys = fc.constantFrom('base', 'seeds', 'settings', 'grid', 'epochs', '__proto__', 'a');
  const text = fc.oneof(
    fc.dictionary(keys, fc.oneof(fc.jsonValue(), fc.dictionary(keys, fc.jsonValue()))),
    fc.jsonValue(),
  );
  fc.assert(
    fc.property(text, (sweep) => {
      try {
        parse(sweep);
      } catch (error) {
        assert.ok(error instanceof Error);
        assert.match(error.message, /^s\.json[: ]/);
        assert.doesNotMatch(error.message, /[\p{Cc}]/u);
        assert.ok(error.message.length < 600, error.message);
      }
    }),
    { numRuns: 1000 },
  );
});
