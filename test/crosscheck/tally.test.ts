import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare, together, unravel, type Comparison } from '../../experiments/crosscheck/tally.js';
import { BoundedTensor, precisions, type Precision } from '../../lib/errorAnalysis/index.js';
import { tensor } from '../../lib/tensor/index.js';

const { float32, float64 } = precisions;

interface Element {
  readonly found: number;
  readonly expected: number;
  readonly error: number;
  readonly wide: number;
}

/** Elements beside each other in a tensor [1, n], part 3 of a stack, in step 2. */
function compared(elements: readonly Element[], precision: Precision = float64): Comparison {
  const row = (name: keyof Element): ReturnType<typeof tensor> =>
    tensor([elements.map((one) => one[name])]);
  const expected = new BoundedTensor(
    { value: row('expected'), error: row('error'), wide: row('wide') },
    precision,
  );
  const stage = { name: 'chain', step: 2, tensor: 'chain', at: [3], found: row('found'), expected };
  return compare(stage, precision);
}

function comparedExactly(found: number[], expected: number[], bits: boolean): Comparison {
  const own = BoundedTensor.exact(tensor(expected), float64);
  const stage = { name: 's', step: 0, tensor: 't', at: [], found: tensor(found), expected: own };
  return compare(stage, float64, bits);
}

const good: Element = { found: 1.25, expected: 1, error: 0.5, wide: 0.5 };
const doubtful: Element = { found: 4, expected: 1, error: 0.5, wide: 3 };
const wrong: Element = { found: 8, expected: 2, error: 0.5, wide: 3 };

test('an element within its error is right, one within what another branch gives undecidable, else wrong', () => {
  const counts = ({ elements, undecidable, failed }: Comparison): number[] => [elements, undecidable, failed]; // prettier-ignore
  assert.deepEqual(counts(compared([good, doubtful, wrong, wrong, good])), [5, 1, 2]);
  assert.deepEqual(counts(compared([{ ...good, found: 1.5 }, { ...good, found: 0.5 }])), [2, 0, 0]);
  assert.deepEqual(counts(compared([{ ...good, found: 1.51 }, { ...good, found: 0.49 }])), [2, 0, 2]);
  // a part in 10⁶ more for the rounding of the bounds themselves, and a flush to zero
  assert.deepEqual(counts(compared([{ ...good, found: 1.5 + 4e-7 }, { ...good, found: 1.5 + 6e-7 }])), [2, 0, 1]);
  assert.deepEqual(counts(compared([{ ...doubtful, found: 4 + 2e-6 }, { ...doubtful, found: 4 + 4e-6 }])), [2, 1, 1]);
  const none = { expected: 0, error: 0, wide: 0 };
  const { tiny } = float32;
  assert.deepEqual(counts(compared([{ ...none, found: tiny }, { ...none, found: 1.01 * tiny }], float32)), [2, 0, 1]);
  const open = { expected: 0, error: 0, wide: tiny };
  assert.deepEqual(counts(compared([{ ...open, found: 2 * tiny }, { ...open, found: 2.01 * tiny }], float32)), [2, 1, 1]);
}); // prettier-ignore

test('what may overflow is undecidable, and NaN is wrong where nothing may', () => {
  const { largest } = float32;
  const near = { found: Infinity, expected: largest / 2, error: 1, wide: 0.49 * largest };
  const full = { found: Infinity, expected: largest, error: 0, wide: 0 };
  assert.deepEqual([compared([{ ...near, wide: 0.51 * largest }], float32).undecidable, compared([near, full], float32).failed], [1, 2]); // prettier-ignore
  assert.equal(compared([{ ...good, expected: NaN }]).undecidable, 1);
  const { failed, ulps, share } = compared([{ ...good, found: NaN }]);
  assert.deepEqual([failed, ulps, share], [1, Infinity, Infinity]);
});

test('the largest errors are counted in ulps of the expected number and in bounds', () => {
  const within = compared([{ ...good, expected: 2, found: 2.375 }, good, { ...good, found: 1 }]);
  assert.equal(within.ulps, 0.25 / Number.EPSILON);
  assert.ok(Math.abs(within.share - 0.75) < 1e-6);
  const beyond = compared([good, wrong, doubtful, { ...wrong, found: 3 }]);
  assert.equal(beyond.ulps, 6 / (2 * Number.EPSILON));
  assert.ok(Math.abs(beyond.share - 12) < 1e-4);
  assert.deepEqual([compared([{ ...good, found: 1 }]).ulps, compared([{ ...good, found: 1 }]).share], [0, 0]); // prettier-ignore
});

test('the first wrong element is named with its place and both numbers', () => {
  const { first } = compared([good, doubtful, wrong, { ...wrong, found: 9 }]);
  const { bound, ...rest } = first!;
  assert.deepEqual(rest, { stage: 'chain', step: 2, tensor: 'step.2/chain', index: [3, 0, 2], found: 8, expected: 2 }); // prettier-ignore
  assert.ok(Math.abs(bound - 0.5) < 1e-6);
  assert.equal(compared([good, doubtful]).first, null);
});

test('numbers given exactly are compared exactly, the sign of zero where bits are demanded', () => {
  assert.equal(comparedExactly([1, 0], [1, -0], false).failed, 0);
  const { failed, share, first } = comparedExactly([1, 0], [1, -0], true);
  assert.deepEqual([failed, first?.index, first?.bound], [1, [1], 0]);
  for (const [found, expected] of [
    [5e-324, 0],
    [0, 5e-324],
    [5, Infinity],
    [Infinity, 5],
  ]) {
    const { failed, undecidable } = comparedExactly([found], [expected], true);
    assert.deepEqual([failed, undecidable], [1, 0], `${found}, not ${expected}`);
  }
  assert.equal(share, Infinity);
  const apart = comparedExactly([1 + Number.EPSILON], [1], false);
  assert.deepEqual([apart.failed, apart.ulps, apart.share], [1, 1, Infinity]);
  assert.equal(comparedExactly([NaN], [NaN], true).failed, 0);
});

test('positions are unravelled by rows, the last axis first', () => {
  assert.deepEqual(unravel(23, [2, 3, 4]), [1, 2, 3]);
  assert.deepEqual(unravel(5, [2, 3, 4]), [0, 1, 1]);
  assert.deepEqual(unravel(0, []), []);
});

test('together counts are added, the largest errors and the first departure kept', () => {
  const [a, b] = [compared([good, doubtful, wrong]), compared([{ ...wrong, found: 6 }, doubtful, doubtful])]; // prettier-ignore
  for (const both of [together(a, b), together(b, a)]) {
    assert.deepEqual([both.elements, both.undecidable, both.failed], [6, 3, 2]);
    assert.deepEqual([both.ulps, both.share], [a.ulps, a.share]);
  }
  assert.equal(together(a, b).first, a.first);
  assert.equal(together(b, a).first, b.first);
  assert.equal(together(compared([good]), a).first, a.first);
});
