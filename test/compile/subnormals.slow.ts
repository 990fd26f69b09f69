import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolveConfig, Trainer } from '../../algorithms/index.js';
import { prepareJets } from '../../experiments/jets/preparedJets.js';
import { namedLeaves } from '../../lib/autodiff/index.js';
import { onOneThread, type Executor } from '../../lib/compile/index.js';
import type { DType } from '../../lib/tensor/index.js';

const SMALLEST_NORMAL = { float64: 2.2250738585072014e-308, float32: 1.1754943508222875e-38 };

/** The compiled executor, which shows the results of every function that it runs. */
function watching(see: (result: unknown) => void): Executor {
  return (f) =>
    (...args) => {
      const result = onOneThread(f)(...args);
      see(result);
      return result;
    };
}

/** Trains a default model, and gives the names of the results that ever held a subnormal number. */
function subnormals(model: string, dtype: DType): Set<string> {
  const config = resolveConfig({ model, dtype });
  const { training } = prepareJets(config, { source: 'ttbar_boosted' });
  const names = new Set<string>();
  let numbers = 0;
  const executor = watching((result) => {
    for (const [name, { data }] of namedLeaves(result)) {
      numbers += data.length;
      if (data.some((x) => x !== 0 && Math.abs(x) < SMALLEST_NORMAL[dtype])) names.add(name);
    }
  });
  const trainer = new Trainer(config, training, undefined, executor);
  while (!trainer.finished) trainer.epoch();
  assert.ok(numbers > 1e6);
  return names;
}

for (const model of ['ae', 'nae', 'wnae']) {
  test(`no number of the default ${model} training is subnormal, which would slow it down`, () => {
    assert.deepEqual([...subnormals(model, 'float64')], []);
  });

  test(`in float32 none but first moments of Adam are, in the ${model} training`, () => {
    for (const name of subnormals(model, 'float32')) assert.match(name, /^moments\.0\./);
  });
}
