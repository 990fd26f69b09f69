import { optimizerOf, trainStep } from '../../algorithms/index.js';
import { leaves } from '../../lib/autodiff/index.js';
import { BoundedTensor, precisions } from '../../lib/errorAnalysis/index.js';
import type { Tensor } from '../../lib/tensor/index.js';
import { stepOutputs } from './bundleFormat.js';
import type { Bundle } from './readBundle.js';
import type { Stage } from './stage.js';
import { complete } from './stages.js';
import { unstack } from './unstack.js';
import { stepNumbers } from './writeBundle.js';

/**
 * Step k by our own executor in the bundle's element type, from the bundle's own weights and moments: what a
 * twin that adds in the order of docs/arithmetic.md gives bit for bit. A stage that is not in the bundle is
 * passed over, and so is a step that has no weights to start from.
 */
export function* strictStagesOf(bundle: Bundle, k: number): Generator<Stage> {
  const { config, features } = bundle;
  const own = expectedNumbers(bundle, k);
  if (own === null) return;
  const batch = [bundle.get(`step.${k}/batch`).shape[0], features];
  const names = stepOutputs(config, batch).map(({ name }) => name);
  for (const [name, part] of inOrder(names, config.sampler.steps)) {
    const found = bundle.find(`step.${k}/${name}`);
    const expected = own.get(name);
    if (found === undefined || expected === undefined) continue;
    const pick = (x: Tensor): Tensor => (part === null ? x : unstack(x)[part]);
    yield {
      name: name.startsWith('energy.') ? 'energy' : name.split('/')[0],
      step: k,
      tensor: name,
      at: part === null ? [] : [part],
      found: pick(found),
      expected: BoundedTensor.exact(pick(expected), precisions[bundle.dtype]),
    };
  }
}

/** Tensors, those of a chain by their parts, in the order in which they come about. */
function* inOrder(names: readonly string[], steps: number): Generator<[string, number | null]> {
  for (const name of names) {
    if (name === 'chain') {
      yield [name, 0];
      for (let i = 0; i < steps; i++) {
        yield ['drift', i];
        yield [name, i + 1];
      }
    } else if (name === 'cotangent') {
      for (let i = steps - 1; i >= 0; i--) yield [name, i];
    } else if (name !== 'drift') {
      yield [name, null];
    }
  }
}

function expectedNumbers(bundle: Bundle, k: number): Map<string, Tensor> | null {
  const { config } = bundle;
  const model = bundle.weightsBefore(k);
  const updates = bundle.updates + k;
  // weights that are not finite have been named in the step before
  if (model === undefined || !leaves(model).every(({ data }) => data.every(Number.isFinite)))
    return null;
  const rule = optimizerOf(config.optimiser);
  const moments = complete(updates === 0 ? rule.init(model).moments : bundle.momentsBefore(k));
  if (moments === undefined) return null;
  const input = (name: string): Tensor => bundle.get(`step.${k}/${name}`);
  const inputs =
    config.model === 'ae'
      ? { batch: input('batch') }
      : {
          batch: input('batch'),
          start: input('chain.start'),
          chainNoise: { noise: input('noise') },
        };
  const state = { step: updates, moments };
  const updated = trainStep(config, model, state, bundle.learningRates[k], inputs);
  return new Map(stepNumbers(config, { model, inputs, updated }));
}
