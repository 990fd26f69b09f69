import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCommitted } from './committed.js';
import { differences, firstDeparture } from './comparison.js';
import { vectorsConform } from '../../lib/wasm/index.js';
import type { Engine } from './engines/engine.js';
import { reportOf } from './engines/programs.js';
import { report, type Report } from './report.js';

test('the digests of arithmetic, transport and short trainings are those committed', async () => {
  assert.deepEqual(differences(await report(), readCommitted()), []);
});

test('the compiled executor runs every training but the adjusted chain, where vectors conform', async () => {
  const { digests } = await report();
  const compiled = digests.filter(({ executor }) => executor === 'compiled');
  const trainings = new Set(
    compiled.filter(({ name }) => name.endsWith('/scores')).map(({ name }) => name.split('/')[1]),
  );
  const names = ['ae', 'nae', 'wnae', 'wnae, on the manifold, euclidean'];
  const expected = names.flatMap((name) => [`${name}, float64`, `${name}, float32`]);
  assert.deepEqual([...trainings].sort(), vectorsConform() ? expected.sort() : []);
});

test('a host without WebAssembly computes the same', async () => {
  const alone = await reportOf(process.execPath, [], { webAssembly: false });
  assert.equal(alone.webAssembly, false);
  assert.deepEqual(differences(alone, readCommitted()), []);
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
      one.name === name && one.executor === 'compiled'
        ? { ...one, digest: flip(one.digest, 0) }
        : one,
    ),
    // the lowest byte of number 5 comes first
    numbers: [honest.numbers[0], flip(honest.numbers[1], 5 * 16 + 1)],
  };
  const engine: Engine = { name: 'changed', place: '', report: () => Promise.resolve(changed) };
  assert.deepEqual(differences(changed, committed), [`${name} (compiled)`]);
  assert.match(
    await firstDeparture(engine, {}, changed, committed),
    /^training\/wnae, float32\/step 2\/gradient \(compiled\): number 5 of \d+ is \S+ \(0x\w{16}\), here \S+ \(0x\w{16}\)$/,
  );
});

test('a measurement that an engine leaves out counts as a difference', async () => {
  const { digests, ...rest } = await report();
  const short = { ...rest, digests: digests.filter(({ name }) => name !== 'math/exp') };
  assert.deepEqual(differences(short, readCommitted()), ['math/exp (not measured)']);
});
