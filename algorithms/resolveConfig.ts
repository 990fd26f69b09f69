import { defaultConfig, type Config } from './config.js';
import { showKey, showValue, suggestion } from './configWords.js';

/** What a value of the configuration must be: the words for it, and the test. */
interface Rule {
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
}

/** Rules in the shape of the thing they rule. */
type Schema<T> = {
  readonly [K in keyof T]-?: Rule | (NonNullable<T[K]> extends object ? Schema<T[K]> : never);
};
type AnySchema = { readonly [key: string]: Rule | AnySchema };

const isNumber = (x: unknown): x is number => typeof x === 'number' && Number.isFinite(x);
const number = (expected: string, holds: (x: number) => boolean): Rule => ({
  expected,
  accepts: (x) => isNumber(x) && holds(x),
});
const integer = (least: number): Rule =>
  number(`an integer ≥ ${least}`, (x) => Number.isSafeInteger(x) && x >= least);
const oneOf = (...names: string[]): Rule => ({
  expected: `one of ${names.map((name) => JSON.stringify(name)).join(', ')}`,
  accepts: (x) => names.includes(x as string),
});
const orNull = (rule: Rule): Rule => ({
  expected: `${rule.expected}, or null`,
  accepts: (x) => x === null || rule.accepts(x),
});
const list = (expected: string, holds: (x: readonly number[]) => boolean): Rule => ({
  expected,
  accepts: (x) => Array.isArray(x) && x.every(isNumber) && holds(x),
});

const positive = number('a number > 0', (x) => x > 0);
const notNegative = number('a number ≥ 0', (x) => x >= 0);
const share = number('a number in [0, 1]', (x) => x >= 0 && x <= 1);
const fraction = number('a number in [0, 1)', (x) => x >= 0 && x < 1);
const toggle: Rule = { expected: 'true or false', accepts: (x) => typeof x === 'boolean' };
const box = orNull(list('[lower, upper] with lower < upper', (x) => x.length === 2 && x[0] < x[1]));
const shares = list(
  'three shares [training, validation, test] that sum to 1, the first two > 0',
  (x) =>
    x.length === 3 && x[0] > 0 && x[1] > 0 && x[2] >= 0 && Math.abs(x[0] + x[1] + x[2] - 1) <= 1e-9,
);

const chain = {
  steps: integer(1),
  stepSize: orNull(positive),
  noise: orNull(notNegative),
  temperature: positive,
  box,
  outside: oneOf('clamp', 'reject'),
  clipGradient: orNull(positive),
  annealNoise: toggle,
  adjusted: toggle,
};

const schema: Schema<Config> = {
  model: oneOf('ae', 'nae', 'wnae'),
  seed: integer(0),
  dtype: oneOf('float64', 'float32'),
  network: {
    hidden: list(
      'a list of at most 100 layer sizes ≥ 1',
      (x) => x.length <= 100 && x.every((size) => Number.isSafeInteger(size) && size >= 1),
    ),
    code: integer(1),
  },
  loss: {
    cost: oneOf('sqeuclidean', 'euclidean'),
    form: oneOf('difference', 'log-cosh'),
    gamma: notNegative,
    alpha: notNegative,
    detachNegatives: toggle,
  },
  sampler: {
    ...chain,
    initialisation: oneOf('cd', 'pcd', 'omi'),
    replayRatio: share,
    bufferSize: integer(1),
    fresh: oneOf('normal', 'uniform'),
    latent: chain,
  },
  optimiser: {
    name: oneOf('adam', 'adamw', 'sgd'),
    learningRate: positive,
    weightDecay: notNegative,
    momentum: fraction,
    clipNorm: orNull(positive),
    schedule: oneOf('constant', 'cosine', 'plateau'),
    plateau: {
      factor: number('a number in (0, 1)', (x) => x > 0 && x < 1),
      patience: integer(0),
      threshold: fraction,
      cooldown: integer(0),
      minimum: notNegative,
    },
  },
  epochs: integer(1),
  batchSize: integer(1),
  lastBatch: oneOf('drop', 'keep'),
  validationSize: integer(1),
  validateEvery: integer(1),
  selection: oneOf('wasserstein', 'reconstruction', 'last'),
  patience: orNull(integer(0)),
  preprocessing: { transform: oneOf('quantile', 'minmax', 'none'), quantiles: integer(2) },
  split: shares,
};

/**
 * The full configuration from a partial one (parsed JSON): keys left out take the defaults of the
 * model named in `model` (default "wnae"). An unknown key, a wrong type and a value out of range are
 * each a TypeError of one sentence that begins with `source`, which is where the configuration comes
 * from, and names the key's path.
 */
export function resolveConfig(given: unknown, source = 'config'): Config {
  const reading = new Reading(source);
  if (!isObject(given)) throw reading.mismatch('', 'an object', given);
  const model = Object.hasOwn(given, 'model') ? given.model : 'wnae';
  reading.check('model', schema.model as Rule, model);
  const config = reading.merge(
    defaultConfig(model as Config['model']),
    given,
    schema as AnySchema,
    '',
  );
  for (const name of ['sampler', 'sampler.latent'] as const) {
    const { stepSize, noise } = name === 'sampler' ? config.sampler : config.sampler.latent;
    if (stepSize === null && !isNumber(noise)) {
      throw reading.failure(`expected ${name}.stepSize or ${name}.noise, got null for both`);
    }
    if (stepSize === null && noise === 0) {
      throw reading.failure(`expected ${name}.noise > 0 where stepSize is null, got 0`);
    }
  }
  return config;
}

/** The reading of one configuration; its errors begin with where that comes from. */
class Reading {
  constructor(private readonly source: string) {}

  merge<T extends object>(
    base: T,
    given: { readonly [key: string]: unknown },
    rules: AnySchema,
    path: string,
  ): T {
    const merged = { ...base } as Record<string, unknown>;
    for (const [key, value] of Object.entries(given)) {
      const here = path === '' ? key : `${path}.${key}`;
      if (!Object.hasOwn(rules, key)) {
        const known = keyPaths(schema as AnySchema);
        throw this.failure(`unknown key ${showKey(here)}; ${suggestion(here, known)}`);
      }
      const rule = rules[key];
      if (isRule(rule)) {
        this.check(here, rule, value);
        merged[key] = value;
      } else {
        if (!isObject(value)) throw this.mismatch(here, 'an object', value);
        merged[key] = this.merge((merged[key] ?? {}) as object, value, rule, here);
      }
    }
    return merged as T;
  }

  check(path: string, rule: Rule, value: unknown): void {
    if (!rule.accepts(value)) throw this.mismatch(path, rule.expected, value);
  }

  mismatch(path: string, expected: string, got: unknown): TypeError {
    const subject = path === '' ? expected : `${path} to be ${expected}`;
    return this.failure(`expected ${subject}, got ${showValue(got)}`);
  }

  failure(sentence: string): TypeError {
    return new TypeError(`${this.source}: ${sentence}`);
  }
}

function keyPaths(rules: AnySchema, path = ''): string[] {
  return Object.entries(rules).flatMap(([key, rule]) => {
    const here = path === '' ? key : `${path}.${key}`;
    return isRule(rule) ? [here] : [here, ...keyPaths(rule, here)];
  });
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isRule(rule: Rule | AnySchema): rule is Rule {
  return typeof rule.accepts === 'function';
}
