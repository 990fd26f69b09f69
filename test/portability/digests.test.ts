import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCommitted } from './committed.js';
import { committedOf, differences, digestOfAll, firstDeparture } from './comparison.js';
import type { Engine } from './engines/engine.js';
import { report, type Report } from './report.js';

test('the digests of arithmetic, transport and short trainings are those committed', async () => {
  assert.deepEqual(differences(await report(), readCommitted()), []);
});

test('a change in the last bit is found, in its measurement and at its index', async () => {
  const name = 'training/wnae, float32/step 2/gradient';
  const committed = readCommitted();
  const honest = await report(name);
  const flip = (hex: string, at: number): string => {
    const digit = (parseInt(hex[at], 16) ^ 1).toString(16);
    return hex.slice(0, at) + digit + hex.slice(at + 1);
  };
  const changed: Report = {
    ...honest,
    digests: honest.digests.map((one) =>
      one.name === name ? { ...one, digest: flip(one.digest, 0) } : one,
    ),
    // the lowest byte of number 5 comes first
    numbers: honest.numbers.map((numbers) => flip(numbers, 5 * 16 + 1)),
  };
  const engine: Engine = { name: 'changed', place: '', report: () => Promise.resolve(changed) };
  assert.deepEqual(differences(changed, committed), [`${name} (plain)`]);
  assert.match(
    await firstDeparture(engine, {}, changed, committed),
    /^training\/wnae, float32\/step 2\/gradient \(plain\): number 5 of \d+ is \S+ \(0x\w{16}\), here \S+ \(0x\w{16}\)$/,
  );
  const digest = await digestOfAll(committedOf(changed));
  assert.notEqual(digest, await digestOfAll(committed));
});

test('a measurement that an engine leaves out counts as a difference', async () => {
  const { digests, ...rest } = await report();
  const short = { ...rest, digests: digests.filter(({ name }) => name !== 'math/exp') };
  assert.deepEqual(differences(short, readCommitted()), ['math/exp (not measured)']);
});
