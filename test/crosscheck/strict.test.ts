import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkBundle } from '../../experiments/crosscheck/checkBundle.js';
import { neighbour } from '../support/binary64.js';
import { bundleCase, bundleOf, ownNumbers } from '../support/bundleCases.js';

/** A WNAE's training of two steps on ten rows of four features, with chains of three steps. */
const given = bundleCase(1, {
  model: 'wnae',
  dtype: 'float64',
  sampler: { initialisation: 'pcd', steps: 3 },
});
const ROWS = 10;
const FEATURES = 4;

/** What has parts, and where, in the order of docs/bundle.md 2.1. */
const inOrder: readonly (readonly [tensor: string, part: number | null])[] = [
  ['chain', 0],
  ['drift', 0],
  ['chain', 1],
  ['drift', 1],
  ['chain', 2],
  ['drift', 2],
  ['chain', 3],
  ['energy.positive', null],
  ['cotangent', 2],
  ['cotangent', 1],
  ['cotangent', 0],
];

test('of wrong bits the first in the order of a training is named, in every part of a chain', () => {
  const named = ownNumbers(given);
  const repairs = inOrder.map(([name, part]) => {
    const data = named.get(`step.1/${name}`)!.data as Float64Array;
    const at = part === null ? 7 : part * ROWS * FEATURES + 7 * FEATURES + 2;
    const right = data[at];
    data[at] = neighbour(right, 1);
    return () => {
      data[at] = right;
    };
  });
  inOrder.forEach(([name, part], k) => {
    const { first } = checkBundle(bundleOf(given, named), { bits: true });
    const index = part === null ? [7] : [part, 7, 2];
    assert.deepEqual([first?.tensor, first?.index], [`step.1/${name}`, index]);
    repairs[k]();
  });
  assert.equal(checkBundle(bundleOf(given, named), { bits: true }).first, null);
});

test('every element of a step is compared bit for bit, once', () => {
  const named = ownNumbers(given);
  const { steps } = checkBundle(bundleOf(given, named), { bits: true });
  for (const [k, stages] of steps.entries()) {
    const sizes = new Map<string, number>();
    for (const [name, { data }] of named) {
      const [, step, stage] = /^step\.(\d)\/(energy|[^/]+)/.exec(name) ?? [];
      if (step === String(k)) sizes.set(stage, (sizes.get(stage) ?? 0) + data.length);
    }
    for (const input of ['batch', 'chain.start', 'noise']) sizes.delete(input);
    assert.deepEqual(new Map([...stages].map(([name, { elements }]) => [name, elements])), sizes);
  }
});
