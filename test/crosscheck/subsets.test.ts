import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkBundle } from '../../experiments/crosscheck/checkBundle.js';
import { readBundle } from '../../experiments/crosscheck/readBundle.js';
import { writeSafetensors } from '../../lib/io/index.js';
import {
  bundleCase, bundleOf, handWrittenNumbers, ownNumbers, type BundleCase, type NamedTensors,
} from '../support/bundleCases.js'; // prettier-ignore
import { afterOneUpdate, trained } from '../support/trainedBundles.js';

const cases = Array.from({ length: 8 }, (_, number) => number);

/** A case whose loss differentiates the chain. */
const throughTheChain = (number: number): BundleCase =>
  bundleCase(number, { model: 'wnae', dtype: number % 2 === 0 ? 'float32' : 'float64' });

const without = (named: NamedTensors, output: string): NamedTensors =>
  new Map([...named].filter(([name]) => !/^step/.test(name) || !name.includes(`/${output}`)));

/** The numbers with one changed, and where: at this share of the tensor, counted from its beginning. */
function damaged(
  named: NamedTensors,
  name: string,
  share: number,
  change: (x: number) => number,
): { named: NamedTensors; position: number } {
  const { shape, data } = named.get(name)!;
  const copy = (data as Float64Array).slice();
  const position = Math.floor(share * copy.length);
  copy[position] = change(copy[position]);
  return { named: new Map(named).set(name, { shape, data: copy }), position };
}

test('every stage is checked in every step', () => {
  const stages = ['chain', 'drift', 'energy', 'transport.plan', 'transport.cost', 'loss', 'cotangent', 'grad', 'adam.m', 'adam.v', 'param']; // prettier-ignore
  const given = throughTheChain(0);
  const told: number[] = [];
  const { steps } = checkBundle(bundleOf(given, ownNumbers(given)), {
    onStep: (done) => told.push(done),
  });
  assert.deepEqual(told, [1, 2]);
  for (const step of steps) assert.deepEqual(stages.filter((stage) => !step.has(stage)), []); // prettier-ignore
});

test('a bundle may lack any output: what is left is accepted, and what follows from it is still checked', () => {
  for (const number of cases) {
    const given = throughTheChain(number);
    for (const named of [ownNumbers(given), handWrittenNumbers(given, number)]) {
      for (const output of ['drift', 'energy', 'transport', 'loss', 'cotangent', 'grad', 'adam']) {
        const { first, steps } = checkBundle(bundleOf(given, without(named, output)));
        assert.equal(first, null, `case ${number} without ${output}: ${JSON.stringify(first)}`);
        for (const step of steps) {
          assert.ok(![...step.keys()].some((stage) => stage.startsWith(output)));
          assert.ok(step.has('chain'));
          assert.equal(step.has('param'), output !== 'adam', output);
        }
      }
    }
  }
});

test('an update is checked without its gradient where the moments alone make it', () => {
  for (const momentum of [0, 0.9]) {
    const optimiser = { name: 'sgd', learningRate: 1e-2, momentum };
    const given = bundleCase(1, { model: 'ae', optimiser });
    const { first, stages } = checkBundle(bundleOf(given, without(ownNumbers(given), 'grad')));
    assert.equal(first, null);
    assert.equal(stages.has('param'), momentum !== 0);
  }
});

test('a bundle that begins after an update is accepted in each of its steps', () => {
  const bytes = afterOneUpdate(trained({ model: 'ae' }));
  for (const bits of [false, true]) {
    const { first, steps } = checkBundle(readBundle(bytes, 'after an update'), { bits });
    assert.equal(first, null, JSON.stringify(first));
    assert.deepEqual(steps.map((step) => step.has('adam.m')), [true, true]); // prettier-ignore
  }
});

test('a chain that ends where the transport takes no coordinates is named itself', () => {
  for (const beyond of [1e150, -1e150, Infinity]) {
    const given = bundleCase(1, { model: 'wnae', dtype: 'float64' });
    const { named } = damaged(ownNumbers(given), 'step.0/chain', 0.99, () => beyond);
    const { first } = checkBundle(bundleOf(given, named));
    assert.deepEqual([first?.tensor, first?.found], ['step.0/chain', beyond]);
  }
});

test('without its drifts a wrong state is found where it stands, the first one included', () => {
  for (const number of cases) {
    const given = throughTheChain(number);
    const named = without(ownNumbers(given), 'drift');
    for (const state of [0, 2, 4]) {
      const [features, rows] = [4, 10];
      const { named: wrong, position } = damaged(named, 'step.0/chain', (state + 0.5) / 5, (x) => (x > 0 ? x - 0.3 : x + 0.3)); // prettier-ignore
      const { first } = checkBundle(bundleOf(given, wrong));
      const inState = position % (rows * features);
      const index = [state, Math.floor(inState / features), inState % features];
      assert.deepEqual([first?.stage, first?.tensor, first?.index], ['chain', 'step.0/chain', index]); // prettier-ignore
    }
  }
});

test('without the cotangents of the chain a gradient that is off by a thousandth is found', () => {
  for (const number of cases) {
    const given = throughTheChain(number);
    const named = without(ownNumbers(given), 'cotangent');
    const name = 'step.1/grad/decoder.2.weight';
    const { data } = named.get(name)!;
    const sizes = Array.from(data as Float64Array, Math.abs);
    const largest = sizes.indexOf(Math.max(...sizes));
    const { named: wrong } = damaged(named, name, (largest + 0.5) / sizes.length, (x) => 1.001 * x);
    const { first } = checkBundle(bundleOf(given, wrong));
    assert.deepEqual([first?.stage, first?.tensor], ['grad', name], `case ${number}`);
  }
});

test('the learning rates in the metadata are one for each step, none below 0', () => {
  const given = bundleCase(1);
  const bytes = (learningRates: string): Uint8Array =>
    writeSafetensors(Object.fromEntries(ownNumbers(given)), {
      format: 'wnae-bundle/1',
      config: JSON.stringify(given.config),
      learningRates,
    });
  assert.deepEqual(readBundle(bytes('[0, 0.001]'), 'b').learningRates, [0, 0.001]);
  for (const rates of ['[0.1]', '[0.1, -1e-9]', '[0.1, "1"]', '0.1']) {
    assert.throws(() => readBundle(bytes(rates), 'b'), /learningRates .* to be 2 numbers ≥ 0/);
  }
  assert.throws(() => readBundle(bytes('[0.1, 0.2, 0.3]'), 'b'), /to be 2 numbers/);
});

test('a tensor that is asked for by name and is not there is an error', () => {
  const given = bundleCase(1);
  const bundle = bundleOf(given, ownNumbers(given));
  assert.equal(bundle.get('step.0/batch').rank, 2);
  assert.throws(() => bundle.get('step.9/batch'), /expected a tensor step.9\/batch, got none/);
});

test('moments are those of the clipped gradient where a norm is a limit', () => {
  for (const number of cases) {
    const optimiser = { name: 'adam', learningRate: 1e-3, clipNorm: 1e-3 };
    const clipped = bundleCase(number, { optimiser });
    const free = bundleCase(number, { optimiser: { ...optimiser, clipNorm: null } });
    const named = ownNumbers(clipped);
    assert.equal(checkBundle(bundleOf(clipped, named)).first, null, `case ${number}`);
    const { first } = checkBundle(bundleOf(clipped, ownNumbers(free)));
    assert.deepEqual([first?.stage, first?.step], ['adam.m', 0], `case ${number}`);
  }
});
