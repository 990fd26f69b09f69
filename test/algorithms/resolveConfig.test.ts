import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { defaultConfig, type ModelName } from '../../algorithms/index.js';
import { resolveConfig } from '../../algorithms/index.js';

const models: readonly ModelName[] = ['ae', 'nae', 'wnae'];

test('an empty configuration is the default one of the WNAE, and every default is valid', () => {
  assert.deepEqual(resolveConfig({}), defaultConfig('wnae'));
  for (const model of models) {
    assert.deepEqual(resolveConfig({ model }), defaultConfig(model));
    assert.deepEqual(resolveConfig(defaultConfig(model)), defaultConfig(model));
  }
});

test('by default chains are unadjusted with steady noise, and the NAE has no extra terms that are not asked for', () => {
  for (const model of models) {
    const { seed, loss, sampler } = defaultConfig(model);
    for (const chain of [sampler, sampler.latent]) {
      assert.deepEqual([chain.adjusted, chain.annealNoise], [false, false]);
    }
    assert.deepEqual([seed, loss.gamma, loss.detachNegatives], [0, 0, true]);
  }
});

const LEAST = Number.MIN_VALUE;
const BELOW_1 = 1 - 2 ** -53;
const chainBounds: readonly (readonly [path: string, in_: readonly unknown[], out: readonly unknown[]])[] = [
  ['steps', [1], [0, 1.5]],
  ['stepSize', [null, LEAST], [0]],
  ['noise', [LEAST], [-LEAST]],
  ['temperature', [LEAST], [0, Infinity]],
  ['box', [null, [0, LEAST]], [[1, 1], [1, 0], [0], [0, 1, 2]]],
  ['clipGradient', [null, LEAST], [0]],
]; // prettier-ignore

test('every bound of the configuration is allowed or not as its error says', () => {
  const bounds: typeof chainBounds = [
    ['seed', [0, 2 ** 53 - 1], [-1, 0.5, 2 ** 53]],
    ['network.hidden', [[], [1], Array(100).fill(1)], [[0], [1.5], Array(101).fill(1)]],
    ['network.code', [1], [0]],
    ['loss.gamma', [0], [-LEAST]],
    ['loss.alpha', [0], [-LEAST]],
    ...chainBounds.map(([key, ...values]) => [`sampler.${key}`, ...values] as const),
    ...chainBounds.map(([key, ...values]) => [`sampler.latent.${key}`, ...values] as const),
    ['sampler.replayRatio', [0, 1], [-LEAST, 1 + 2 ** -52]],
    ['sampler.bufferSize', [1], [0]],
    ['optimiser.learningRate', [LEAST], [0]],
    ['optimiser.weightDecay', [0], [-LEAST]],
    ['optimiser.momentum', [0, BELOW_1], [-LEAST, 1]],
    ['optimiser.clipNorm', [null, LEAST], [0]],
    ['optimiser.plateau.factor', [LEAST, BELOW_1], [0, 1]],
    ['optimiser.plateau.patience', [0], [-1]],
    ['optimiser.plateau.threshold', [0, BELOW_1], [-LEAST, 1]],
    ['optimiser.plateau.cooldown', [0], [-1]],
    ['optimiser.plateau.minimum', [0], [-LEAST]],
    ['epochs', [1], [0]],
    ['batchSize', [1], [0]],
    ['validationSize', [1], [0]],
    ['validateEvery', [1], [0]],
    ['patience', [null, 0], [-1]],
    ['preprocessing.quantiles', [2], [1]],
    ['split', [[0.5, 0.5, 0]], [[0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.6, -0.1], [0.5, 0.4, 0.2], [0.5, 0.5]]],
  ]; // prettier-ignore
  const given = (path: string, value: unknown): unknown =>
    path.split('.').reduceRight((inner, key) => ({ [key]: inner }), value);
  for (const [path, allowed, refused] of bounds) {
    for (const value of allowed) resolveConfig(given(path, value));
    for (const value of refused) {
      assert.throws(
        () => resolveConfig(given(path, value)),
        (error: Error) => error.message.startsWith(`config: expected ${path} to be `),
        `${path} ${JSON.stringify(value)}`,
      );
    }
  }
});

test('what is given replaces the defaults at any depth and leaves all else as it was', () => {
  const config = resolveConfig({
    model: 'nae',
    sampler: { latent: { temperature: 0.5 } },
    optimiser: { plateau: { patience: 3 } },
  });
  const base = defaultConfig('nae');
  assert.deepEqual(config, {
    ...base,
    sampler: { ...base.sampler, latent: { ...base.sampler.latent, temperature: 0.5 } },
    optimiser: { ...base.optimiser, plateau: { patience: 3 } },
  });
});

test('the defaults are not changed by resolving', () => {
  const before = JSON.stringify(defaultConfig('wnae'));
  resolveConfig({ sampler: { box: null, latent: { steps: 1 } }, loss: { gamma: 1 } });
  assert.equal(JSON.stringify(defaultConfig('wnae')), before);
});

test('an error is one sentence with the path, what was expected and what came', () => {
  const cases: [unknown, string][] = [
    [[], 'config: expected an object, got []'],
    [{ epochs: 0 }, 'config: expected epochs to be an integer ≥ 1, got 0'],
    [
      { sampler: { stepSize: null, noise: 0 } },
      'config: expected sampler.noise > 0 where stepSize is null, got 0',
    ],
    [{ epochs: '10' }, 'config: expected epochs to be an integer ≥ 1, got "10"'],
    [{ model: 'gan' }, 'config: expected model to be one of "ae", "nae", "wnae", got "gan"'],
    [{ sampler: 3 }, 'config: expected sampler to be an object, got 3'],
    [
      { sampler: { latent: { box: [3, -3] } } },
      'config: expected sampler.latent.box to be [lower, upper] with lower < upper, or null, got [3,-3]',
    ],
    [
      { sampler: { replayRatio: 1.5 } },
      'config: expected sampler.replayRatio to be a number in [0, 1], got 1.5',
    ],
    [
      { split: [0.7, 0.2, 0.2] },
      'config: expected split to be three shares [training, validation, test] that sum to 1, the first two > 0, got [0.7,0.2,0.2]',
    ],
    [
      { sampler: { noise: null } },
      'config: expected sampler.stepSize or sampler.noise, got null for both',
    ],
  ];
  for (const [given, message] of cases) assert.throws(() => resolveConfig(given), { message });
});

test('an unknown key is answered with the closest known one, wherever that is', () => {
  const cases: [unknown, string, string][] = [
    [{ epoch: 3 }, 'epoch', 'epochs'],
    [{ learningRate: 1 }, 'learningRate', 'optimiser.learningRate'],
    [{ sampler: { noize: 1 } }, 'sampler.noize', 'sampler.noise'],
    [{ optimizer: {} }, 'optimizer', 'optimiser'],
    [JSON.parse('{"__proto__": {"epochs": 1}}'), '__proto__', ''],
  ];
  for (const [given, unknown, closest] of cases) {
    assert.throws(
      () => resolveConfig(given),
      (error: Error) =>
        error.message.startsWith(
          `config: unknown key ${unknown}; the closest known key is ${closest}`,
        ),
    );
  }
});

test('a value of the wrong type anywhere is refused with its path', () => {
  const paths = (value: unknown, path: string[] = []): string[][] =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value).flatMap(([key, child]) => paths(child, [...path, key]))
      : [path];
  const leaves = paths(defaultConfig('wnae'));
  fc.assert(
    fc.property(
      fc.constantFrom(...leaves),
      fc.constantFrom('nonsense', -1, [], {}, NaN),
      (path, wrong) => {
        const given = path.reduceRight<unknown>((value, key) => ({ [key]: value }), wrong);
        if (path.at(-1) === 'hidden' && Array.isArray(wrong)) return;
        if (path.at(-1) === 'plateau') return;
        assert.throws(
          () => resolveConfig(given),
          (error: Error) => error instanceof TypeError && error.message.includes(path.join('.')),
        );
      },
    ),
  );
});
