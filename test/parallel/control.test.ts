import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim, finish, newControl, waitWhile, word } from '../../lib/parallel/control.js';

/** Whether a sleeper on a word is woken by an action; one that is not is woken afterwards. */
function wakes(words: Int32Array, index: number, action: () => void): boolean {
  const { waitAsync } = Atomics as unknown as {
    waitAsync(words: Int32Array, index: number, value: number): { async: boolean };
  };
  assert.ok(waitAsync(words, index, words[index]).async);
  action();
  return Atomics.notify(words, index) === 0;
}

test('chunks are claimed in ascending order, and the last to be finished wakes the caller', () => {
  const { words } = newControl().control;
  words[word.chunks] = 3;
  assert.deepEqual([claim(words), claim(words), claim(words), claim(words)], [0, 1, 2, 3]);
  const woken = [0, 1, 2].map(() => wakes(words, word.done, () => finish(words)));
  assert.deepEqual(woken, [false, false, true]);
  assert.equal(words[word.done], 3);
});

test('a wait ends at once if the word is another, and else after its time', () => {
  const { words } = newControl().control;
  waitWhile(words, word.generation, 1, Infinity);
  const start = performance.now();
  waitWhile(words, word.generation, 0, 30);
  assert.ok(performance.now() - start > 29);
});
