import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkBundle } from '../../experiments/crosscheck/checkBundle.js';
import {
  bundleCase,
  bundleOf,
  handWrittenNumbers,
  ownNumbers,
  type BundleCase,
  type NamedTensors,
} from '../support/bundleCases.js';

const CASES = Array.from({ length: 40 }, (_, number) => number);

/** Largest share of a bound, and the share of elements that could not be decided. */
function accepted(
  given: BundleCase,
  named: NamedTensors,
  label: string,
): { share: number; undecidable: number } {
  const { stages, first } = checkBundle(bundleOf(given, named));
  assert.equal(
    first,
    null,
    `${label} (${given.config.model}, ${given.config.dtype}): ${JSON.stringify(first)}`,
  );
  const figures = [...stages.values()];
  const total = (key: 'elements' | 'undecidable'): number =>
    figures.reduce((sum, f) => sum + f[key], 0);
  return {
    share: Math.max(...figures.map((f) => f.share)),
    undecidable: total('undecidable') / total('elements'),
  };
}

test('our own executor is accepted in float32 and float64', () => {
  for (const number of CASES) {
    const given = bundleCase(number);
    const { undecidable } = accepted(given, ownNumbers(given), `case ${number}`);
    assert.ok(undecidable < 0.01, `case ${number}: ${undecidable} of the elements are undecidable`);
  }
});

test('an implementation derived by hand, with its sums in random orders, is accepted', () => {
  let most = 0;
  for (const number of CASES) {
    const given = bundleCase(number);
    for (const seed of [1000 + number, 2000 + number]) {
      most = Math.max(
        most,
        accepted(given, handWrittenNumbers(given, seed), `case ${number}, seed ${seed}`).share,
      );
    }
  }
  // a bound that nothing comes near would accept wrong implementations too
  assert.ok(most > 0.3, `the largest error is ${most} of its bound`);
});
