import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  energyDifference, logCoshDifference, reconstructionLoss, wassersteinLoss,
} from '../../algorithms/index.js'; // prettier-ignore
import type { Energy } from '../../lib/sampling/index.js';
import { sum, tensor } from '../../lib/tensor/index.js';

/** The energy of a state of one component is the component: E₊ = 3, E₋ = 4, ⟨E(x′)²⟩ = 17. */
const energy: Energy = (x) => sum(x, -1);
const x = tensor([[1], [2], [6]]);
const negatives = tensor([[3], [5]]);

test('the loss of the AE is the mean energy of the data', () => {
  assert.equal(reconstructionLoss(energy, x).item(), 3);
});

test('the loss of the NAE is E₊ − E₋ + γ⟨E(x′)²⟩, γ being 0 if not given', () => {
  assert.equal(energyDifference(energy, x, negatives).item(), -1);
  assert.equal(energyDifference(energy, x, negatives, 0).item(), -1);
  assert.equal(energyDifference(energy, x, negatives, 0.5).item(), 7.5);
  assert.equal(energyDifference(energy, x, negatives, 1).item(), 16);
});

test('a γ of 0 does not look at the squares, which may overflow', () => {
  const far = tensor([[1e200], [-1e200]]);
  assert.equal(energyDifference(energy, x, far, 0).item(), 3);
});

test('the stabilised loss is log cosh(E₊ − E₋) + α E₊', () => {
  const loss = logCoshDifference(energy, x, negatives, 0.25).item();
  assert.ok(Math.abs(loss - (Math.log(Math.cosh(1)) + 0.75)) < 1e-15);
});

test('the loss of the WNAE is the transport cost between batches of any two sizes', () => {
  const pair = tensor([[1], [6]]);
  assert.equal(wassersteinLoss(pair, negatives, 'euclidean').item(), 1.5);
  assert.equal(wassersteinLoss(pair, negatives, 'sqeuclidean').item(), 2.5);
  assert.equal(wassersteinLoss(pair, tensor([[1]]), 'euclidean').item(), 2.5);
});
