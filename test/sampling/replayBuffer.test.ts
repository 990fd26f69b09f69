import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bernoulli, fold, integers, key, normal } from '../../lib/random/index.js';
import { ReplayBuffer, type ReplayBufferOptions } from '../../lib/sampling/index.js';
import { tensor, zeros, type Tensor } from '../../lib/tensor/index.js';

const options: ReplayBufferOptions = { capacity: 6, replayRatio: 1, fresh: 'normal' };

/** Rows (v, −v) for the numbers first … first + n − 1. */
function rowsFrom(first: number, n: number): Tensor {
  return tensor(
    [...new Array<number>(n).keys()].flatMap((i) => [first + i, -first - i]),
    [n, 2],
  );
}

/** The first components of a buffer's rows, oldest first. */
const contents = (buffer: ReplayBuffer): number[] =>
  [...buffer.state().rows].filter((_, i) => i % 2 === 0);

test('the buffer keeps the last `capacity` rows in their order, whatever the portions', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(15), { maxLength: 6 }),
      fc.integer({ min: 1, max: 9 }),
      (portions, capacity) => {
        const buffer = new ReplayBuffer(2, { ...options, capacity });
        let next = 1;
        for (const n of portions) {
          buffer.push(rowsFrom(next, n));
          next += n;
        }
        const all = [...new Array<number>(next - 1).keys()].map((i) => i + 1);
        assert.deepEqual(contents(buffer), all.slice(-capacity));
        assert.equal(buffer.size, Math.min(all.length, capacity));
      },
    ),
  );
});

test('replayed starts come first and are rows of the buffer, drawn with replacement', () => {
  const buffer = new ReplayBuffer(2, options);
  buffer.push(rowsFrom(1, 9));
  const draws = buffer.draw(key(5), 600);
  assert.deepEqual([...draws.shape], [600, 2]);
  const counts = new Map<number, number>();
  for (let row = 0; row < 600; row++) {
    const [v, w] = draws.data.subarray(2 * row, 2 * row + 2);
    assert.equal(w, -v, 'rows stay whole');
    counts.set(v, (counts.get(v) ?? 0) + 1);
  }
  assert.deepEqual([...counts.keys()].sort(), [4, 5, 6, 7, 8, 9]);
  // χ² with 5 degrees of freedom: below 30 but for 1.5·10⁻⁵
  const chi2 = [...counts.values()].reduce((total, n) => total + (n - 100) ** 2 / 100, 0);
  assert.ok(chi2 < 30, `χ² = ${chi2}`);
});

test('each start is replayed with the probability of the ratio', () => {
  const buffer = new ReplayBuffer(2, {
    ...options,
    replayRatio: 0.7,
    fresh: 'uniform',
    box: [-3, -2],
  });
  buffer.push(rowsFrom(1, 6));
  const numbers: number[] = [];
  for (let k = 0; k < 40; k++) {
    const draws = buffer.draw(fold(key(6), k), 50);
    const kinds = [...draws.data].map((v) => (Number.isInteger(v) ? 'replayed' : 'fresh'));
    const replayed = kinds.indexOf('fresh') / 2;
    assert.ok(
      kinds.slice(2 * replayed).every((kind) => kind === 'fresh'),
      'fresh ones follow',
    );
    assert.ok(draws.data.slice(2 * replayed).every((v) => v > -3 && v < -2));
    numbers.push(replayed);
  }
  // binomial: 2000 draws, standard deviation √(2000 · 0.21) ≈ 20.5
  const total = numbers.reduce((p, q) => p + q, 0);
  assert.ok(Math.abs(total - 1400) <= 5 * 20.5, `${total} of 2000`);
  assert.ok(new Set(numbers).size > 5, 'the number of replayed starts varies');
});

test('decisions, rows and fresh starts are drawn with keys of their own', () => {
  const buffer = new ReplayBuffer(2, { ...options, replayRatio: 0.5 });
  buffer.push(rowsFrom(1, 9));
  const starts = buffer.draw(key(12), 20).data;
  const replayed = bernoulli(fold(key(12), 0), 0.5, 20).filter((bit) => bit === 1).length;
  const rows = [...integers(fold(key(12), 1), 6, replayed)].flatMap((k) => [4 + k, -4 - k]);
  const fresh = normal(fold(key(12), 2), 2 * (20 - replayed));
  assert.deepEqual([...starts], [...rows, ...fresh]);
});

test('a buffer of one row replays it, and so a single start', () => {
  const buffer = new ReplayBuffer(2, options);
  buffer.push(rowsFrom(3, 1));
  assert.deepEqual([...buffer.draw(key(13), 1).data], [3, -3]);
  assert.deepEqual([...buffer.draw(key(13), 2).data], [3, -3, 3, -3]);
});

test('fresh starts are standard normal, or uniform in the box or the unit interval', () => {
  const draw = (more: Partial<ReplayBufferOptions>): number[] => [
    ...new ReplayBuffer(2, { ...options, ...more }).draw(key(7), 2000).data,
  ];
  const mean = (values: number[]): number => values.reduce((p, q) => p + q, 0) / values.length;
  const n = draw({ replayRatio: 0 });
  assert.ok(Math.abs(mean(n)) < 5 / Math.sqrt(4000));
  assert.ok(Math.abs(mean(n.map((v) => v * v)) - 1) < 5 * Math.sqrt(2 / 4000));
  const u = draw({ fresh: 'uniform' });
  assert.ok(u.every((v) => v > 0 && v < 1) && Math.abs(mean(u) - 0.5) < 5 / Math.sqrt(48_000));
  const boxed = draw({ fresh: 'uniform', box: [2, 6] });
  assert.ok(
    boxed.every((v) => v > 2 && v < 6) && Math.abs(mean(boxed) - 4) < 20 / Math.sqrt(48_000),
  );
});

test('an empty buffer gives fresh starts only', () => {
  const empty = new ReplayBuffer(2, { ...options, replayRatio: 1 });
  const fresh = new ReplayBuffer(2, { ...options, replayRatio: 0 });
  assert.deepEqual(empty.draw(key(8), 5).data, fresh.draw(key(8), 5).data);
});

test('draws are a function of the key and the rows, also after storing and restoring', () => {
  const buffer = new ReplayBuffer(2, { ...options, replayRatio: 0.5 });
  buffer.push(rowsFrom(1, 9)); // the ring has turned: its oldest row is not the first
  const restored = ReplayBuffer.restore(2, buffer.options, buffer.state());
  assert.deepEqual(contents(restored), contents(buffer));
  assert.deepEqual(restored.draw(key(9), 20).data, buffer.draw(key(9), 20).data);
  assert.notDeepEqual(buffer.draw(key(10), 20).data, buffer.draw(key(9), 20).data);
  buffer.push(rowsFrom(20, 2));
  restored.push(rowsFrom(20, 2));
  assert.deepEqual(restored.draw(key(11), 20).data, buffer.draw(key(11), 20).data);
  assert.deepEqual(contents(restored), [6, 7, 8, 9, 20, 21]);
  const none = ReplayBuffer.restore(2, options, new ReplayBuffer(2, options).state());
  assert.equal(none.size, 0);
});

test('a stored state is a copy', () => {
  const buffer = new ReplayBuffer(2, options);
  buffer.push(rowsFrom(1, 3));
  const { rows } = buffer.state();
  buffer.push(rowsFrom(4, 9));
  assert.deepEqual([...rows], [1, -1, 2, -2, 3, -3]);
});

test('a view shows the newest rows where they lie, in two pieces only where the ring has turned', () => {
  for (const dimension of [1, 2]) {
    for (const pushed of [0, 3, 5, 6, 7, 8, 17]) {
      const buffer = new ReplayBuffer(dimension, options);
      const given = rowsFrom(1, pushed).data.slice(0, dimension * pushed);
      buffer.push(tensor(given, [pushed, dimension]));
      const all = [...buffer.state().rows];
      assert.deepEqual(all, [...given].slice(-6 * dimension));
      for (const n of [0, 1, 2, 5, 6, 9, undefined]) {
        const pieces = buffer.view(n);
        assert.ok(
          pieces.length === 1 || (pieces.length === 2 && pieces.every((p) => p.length > 0)),
        );
        const rows = Math.min(n ?? 6, pushed, 6);
        assert.deepEqual(
          pieces.flatMap((piece) => [...piece]),
          all.slice(all.length - dimension * rows),
        );
      }
    }
  }
});

test('the buffer keeps its element type', () => {
  const buffer = new ReplayBuffer(2, { ...options, replayRatio: 0.5, dtype: 'float32' });
  buffer.push(rowsFrom(1, 3));
  assert.equal(buffer.draw(key(1), 4).dtype, 'float32');
  assert.ok(buffer.state().rows instanceof Float32Array);
});

test('options and samples that make no sense are refused', () => {
  const message = (capacity: number, ratio: number): RegExp =>
    new RegExp(
      `^RangeError: replayBuffer: expected an integer capacity ≥ 1 and replayRatio in \\[0, 1\\], got ${capacity} and ${ratio}$`,
    );
  for (const [capacity, replayRatio] of [
    [0, 0.5],
    [2.5, 0.5],
    [3, 1.5],
    [3, NaN],
  ]) {
    assert.throws(
      () => new ReplayBuffer(2, { ...options, capacity, replayRatio }),
      message(capacity, replayRatio),
    );
  }
  assert.throws(() => new ReplayBuffer(2, options).push(zeros([4, 3])), {
    name: 'RangeError',
    message: 'replayBuffer: expected samples [n, 2], got [4, 3]',
  });
});
