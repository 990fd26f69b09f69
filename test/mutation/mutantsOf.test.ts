import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mutantsOf, mutated } from './mutantsOf.js';

const all = (text: string): string[] => mutantsOf(text).map((mutant) => mutated(text, mutant));

test('a sum loses either term or turns into a difference, a difference loses its second', () => {
  assert.deepEqual(all('a + b'), ['a - b', '(a)', '(b)']);
  assert.deepEqual(all('a - b'), ['a + b', '(a)']);
  assert.deepEqual(all('add(a, b)'), ['(a)', '(b)']);
  assert.deepEqual(all('l.sub(a, b)'), ['l.add(a, b)', '(a)']);
});

test('signs, comparisons, constants and extrema are turned round', () => {
  assert.deepEqual(all('-a'), ['(a)']);
  assert.deepEqual(all('neg(a)'), ['(a)']);
  assert.deepEqual(all('a < b'), ['a <= b']);
  assert.deepEqual(all('a !== b'), ['a === b']);
  assert.deepEqual(all('a += b'), ['a -= b']);
  assert.deepEqual(all('f(0, 1, 2, true)'), [
    'f(1, 1, 2, true)',
    'f(0, 0, 2, true)',
    'f(0, 1, 2, false)',
  ]);
  assert.deepEqual(all('Math.min(a, b)'), ['Math.max(a, b)']);
});

test('a function takes the place of another only where it is imported', () => {
  const both = "import { div, mul } from './x.js';\n";
  assert.deepEqual(all(`${both}mul(a, b)`), [`${both}div(a, b)`]);
  assert.deepEqual(all('mul(a, b)'), []);
});

test('imports, messages and texts are left alone', () => {
  assert.deepEqual(all("import { a } from './1.js';"), []);
  assert.deepEqual(all('throw new Error(`expected ${n + 1}`);'), []);
  assert.deepEqual(all("a + 'text'"), []);
});

test('a mutant knows its place and its change', () => {
  const [{ line, column, change }] = mutantsOf('let a;\nf(a < b);');
  assert.deepEqual([line, column, change], [2, 5, 'a < b → a <= b']);
});
