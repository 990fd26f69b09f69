import assert from 'node:assert/strict';
import { checkBundle } from '../../experiments/crosscheck/checkBundle.js';
import { bundleOf, type BundleCase, type NamedTensors } from './bundleCases.js';

export interface Accepted {
  /** largest error as a share of its bound */
  readonly share: number;
  /** share of the elements that could not be decided */
  readonly undecidable: number;
}

/** Asserts that no stage of a bundle is found wrong. */
export function assertAccepted(given: BundleCase, named: NamedTensors, label: string): Accepted {
  const { stages, first } = checkBundle(bundleOf(given, named));
  const { model, dtype } = given.config;
  assert.equal(first, null, `${label} (${model}, ${dtype}): ${JSON.stringify(first)}`);
  const figures = [...stages.values()];
  const total = (key: 'elements' | 'undecidable'): number =>
    figures.reduce((sum, figure) => sum + figure[key], 0);
  return {
    share: Math.max(...figures.map((figure) => figure.share)),
    undecidable: total('undecidable') / total('elements'),
  };
}
