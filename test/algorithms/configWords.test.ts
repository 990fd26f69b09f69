import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { showKey, showValue, suggestion } from '../../algorithms/index.js';

/** Sixty characters, no two neighbours alike. */
const sixty = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWX';

test('a key is shown as it is, quoted where it is no word, and cut after sixty characters', () => {
  assert.equal(showKey('sampler.latent'), 'sampler.latent');
  assert.equal(showKey('two words'), '"two words"');
  assert.equal(showKey(sixty), sixty);
  assert.equal(showKey(`${sixty}Y`), `${sixty}…`);
});

test('no character that a terminal obeys is shown', () => {
  assert.equal(showKey('a\u0085b\u001b'), String.raw`"a\u0085b\u001b"`);
});

test('a value is shown as JSON without what is nested in its elements, cut after sixty characters', () => {
  assert.equal(showValue(undefined), 'nothing');
  assert.equal(showValue(null), 'null');
  assert.equal(showValue([1, null, [2], { a: 3 }]), '[1,null,"…","…"]');
  assert.equal(showValue({ a: 1, b: null, c: { d: 2 } }), '{"a":1,"b":null,"c":"…"}');
  const long = sixty.slice(0, 58);
  assert.equal(showValue(long), `"${long}"`);
  assert.equal(showValue(sixty), `"${sixty.slice(0, 59)}…`);
});

/** Levenshtein's distance by its definition. */
function distance(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length;
  const [p, q] = [a.slice(1), b.slice(1)];
  const replaced = distance(p, q) + (a[0] === b[0] ? 0 : 1);
  return Math.min(replaced, distance(p, b) + 1, distance(a, q) + 1);
}

test('the key that is suggested takes the fewest changes, of the path or of its last word, the first of several', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'B', 'c'), maxLength: 4 });
  const path = fc.oneof(word, fc.tuple(word, word).map((words) => words.join('.'))); // prettier-ignore
  fc.assert(
    fc.property(path, fc.array(path, { minLength: 1, maxLength: 5 }), (unknown, known) => {
      const last = (of: string): string => of.split('.').at(-1)!;
      const changes = known
        .map((one) => [unknown, one].map((text) => text.toLowerCase()))
        .map(([a, b]) => Math.min(distance(a, b), distance(last(a), last(b))));
      const expected = known[changes.indexOf(Math.min(...changes))];
      assert.equal(suggestion(unknown, known), `the closest known key is ${expected}`);
    }),
    { numRuns: 300 },
  );
});
