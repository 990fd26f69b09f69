import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { choice, fold, key, permutation, uniform } from '../../lib/random/index.js';
import { chiSquare, chiSquareLimit, histogram } from '../support/statistics.js';

const seeds = fc.nat();
const ALPHA = 1e-4;

test('a permutation holds every number once', () => {
  fc.assert(
    fc.property(seeds, fc.nat({ max: 200 }), (seed, n) => {
      const sorted = Array.from(permutation(key(seed), n)).sort((a, b) => a - b);
      assert.deepEqual(
        sorted,
        Array.from({ length: n }, (_, i) => i),
      );
    }),
  );
});

test('all 24 orders of four are equally frequent (χ², significance 1e-4)', () => {
  const n = 24000;
  const places = new Float64Array(n).map((_, trial) => {
    const order = Array.from(permutation(fold(key(11), trial), 4));
    const rank = (i: number): number => order.slice(i + 1).filter((x) => x < order[i]).length;
    return 6 * rank(0) + 2 * rank(1) + rank(2);
  });
  const statistic = chiSquare(histogram(places, 24), () => n / 24);
  assert.ok(statistic < chiSquareLimit(23, ALPHA), `χ² = ${statistic}`);
});

test('a permutation exchanges position i with i + ⌊u·(n − i)⌋, ascending', () => {
  const n = 50;
  const expected = Array.from({ length: n }, (_, i) => i);
  uniform(key(12), n).forEach((u, i) => {
    const j = i + Math.floor(u * (n - i));
    [expected[i], expected[j]] = [expected[j], expected[i]];
  });
  assert.deepEqual(Array.from(permutation(key(12), n)), expected);
});

const weightLists = fc
  .array(fc.oneof(fc.constant(0), fc.double({ min: 1e-9, max: 1e9, noNaN: true })), {
    minLength: 1,
    maxLength: 30,
  })
  .filter((list) => list.some((w) => w > 0));

test('without replacement nothing is chosen twice, and fewer are the beginning of more', () => {
  fc.assert(
    fc.property(seeds, weightLists, fc.boolean(), fc.nat(), (seed, list, weighted, cut) => {
      const n = list.length;
      const weights = weighted ? list : undefined;
      const most = weighted ? list.filter((w) => w > 0).length : n;
      const options = { replace: false, ...(weights === undefined ? {} : { weights }) };
      const all = choice(key(seed), n, most, options);
      assert.equal(new Set(all).size, most);
      assert.ok(all.every((i) => i >= 0 && i < n && (!weighted || list[i] > 0)));
      const fewer = choice(key(seed), n, cut % (most + 1), options);
      assert.deepEqual(fewer, all.slice(0, fewer.length));
    }),
  );
});

test('with weights and replacement it is the first i whose cumulative weight exceeds u·total', () => {
  fc.assert(
    fc.property(seeds, weightLists, (seed, weights) => {
      const chosen = choice(key(seed), weights.length, 20, { weights });
      const total = weights.reduce((sum, w) => sum + w, 0);
      uniform(key(seed), 20).forEach((u, e) => {
        let sum = 0;
        const first = weights.findIndex((w) => (sum += w) > u * total);
        assert.equal(chosen[e], first);
        assert.ok(weights[chosen[e]] > 0);
      });
    }),
  );
});

test('a cumulative weight that is equal to u·total does not exceed it', () => {
  const [u] = uniform(key(3), 1);
  assert.equal(u + (1 - u), 1);
  assert.deepEqual([...choice(key(3), 2, 1, { weights: [u, 1 - u] })], [1]);
});

test('a weight of 0 is not chosen where u·total rounds up to the total', () => {
  const weights = [Number.MIN_VALUE, 0, 0, 0];
  assert.deepEqual(new Set(choice(key(1), 4, 100, { weights })), new Set([0]));
});

test('weights so small that their times are infinite are chosen after the others, by index, but those of 0 never', () => {
  const least = Number.MIN_VALUE;
  const options = { replace: false, weights: [0, ...Array<number>(30).fill(least), 0, 1] };
  const order = Array.from({ length: 30 }, (_, k) => k + 1);
  assert.deepEqual([...choice(key(2), 33, 31, options)], [32, ...order]);
});

test('of a single number any number of choices can be made with replacement', () => {
  assert.deepEqual([...choice(key(1), 1, 3)], [0, 0, 0]);
  assert.deepEqual([...choice(key(1), 1, 3, { weights: [2] })], [0, 0, 0]);
});

test('choices have the probabilities of their weights (χ², significance 1e-4)', () => {
  const n = 60000;
  const weights = [1, 0, 4, 2.5, 0.5];
  const expected = (i: number): number => (n * weights[i]) / 8;
  const others = (counts: Float64Array): Float64Array => counts.filter((_, i) => i !== 1);
  const othersExpected = (i: number): number => expected(i === 0 ? 0 : i + 1);

  const replaced = histogram(choice(key(13), 5, n, { weights }), 5);
  assert.equal(replaced[1], 0);
  assert.ok(chiSquare(others(replaced), othersExpected) < chiSquareLimit(3, ALPHA));

  // Without replacement: the ordered pair (i, j) has probability wᵢ/W · wⱼ/(W − wᵢ).
  const positive = [1, 4, 2.5, 0.5];
  const pairs = new Float64Array(n).map((_, trial) => {
    const [i, j] = choice(fold(key(14), trial), 4, 2, { replace: false, weights: positive });
    return 4 * i + j;
  });
  const cells = [...Array(16).keys()].filter((cell) => cell >> 2 !== (cell & 3));
  const counts = histogram(pairs, 16);
  const statistic = chiSquare(
    cells.map((cell) => counts[cell]),
    (k) => {
      const [i, j] = [cells[k] >> 2, cells[k] & 3];
      return (((n * positive[i]) / 8) * positive[j]) / (8 - positive[i]);
    },
  );
  assert.ok(statistic < chiSquareLimit(11, ALPHA), `χ² = ${statistic}`);
});

test('what cannot be chosen is an error in one sentence', () => {
  const k = key(1);
  const cases: [() => unknown, RegExp][] = [
    [() => permutation(k, -1), /^RangeError: permutation: expected n to be an integer/],
    [() => choice(k, 2.5, 1), /^RangeError: choice: expected n to be an integer/],
    [() => choice(k, 3, -1), /^RangeError: choice: expected count to be an integer/],
    [() => choice(k, 0, 1), /expected at most 0 numbers.*got 1$/],
    [() => choice(k, 3, 4, { replace: false }), /expected at most 3 numbers.*got 4$/],
    [() => choice(k, 3, 3, { replace: false, weights: [1, 0, 2] }), /expected at most 2 numbers/],
    [() => choice(k, 3, 1, { weights: [1, 2] }), /expected 3 weights, got 2$/],
    [() => choice(k, 2, 1, { weights: [1, -2] }), /finite and ≥ 0, got -2 at 1$/],
    [() => choice(k, 2, 1, { weights: [1, NaN] }), /finite and ≥ 0, got NaN at 1$/],
    [() => choice(k, 2, 1, { weights: [1, Infinity] }), /finite and ≥ 0, got Infinity at 1$/],
    [() => choice(k, 2, 1, { weights: [0, 0] }), /a sum that is finite and above 0, got 0$/],
    [() => choice(k, 2, 1, { weights: [1e308, 1e308] }), /above 0, got Infinity$/],
  ];
  for (const [run, message] of cases) assert.throws(run, message);
  assert.equal(choice(k, 0, 0).length, 0);
  assert.equal(choice(k, 2 ** 31 - 1, 1).length, 1);
  assert.throws(() => choice(k, 2 ** 31, 1), /^RangeError: choice: expected n to be an integer/);
});
