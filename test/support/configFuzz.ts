import assert from 'node:assert/strict';
import fc from 'fast-check';
import { defaultConfig, resolveConfig } from '../../algorithms/index.js';
import { parseConfig, withAssignments } from '../../experiments/runs/configFile.js';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const whole = { ...defaultConfig('wnae'), data: { source: 'a.npy' }, evaluation: { every: 3 } };

/** Paths of all values, those of sections too. */
function pathsOf(value: unknown, path: readonly string[] = []): string[][] {
  const inner =
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, child]) => pathsOf(child, [...path, key]))
      : [];
  return path.length === 0 ? inner : [[...path], ...inner];
}

const paths = pathsOf(whole);
const keys = [...new Set(paths.flat()), '__proto__', 'constructor', 'toString', 'length', ''];

const oddNumbers = fc.constantFrom(
  0, -0, -1, 0.5, 1, 1e308, -1e308, 5e-324, 2 ** 53, 2 ** 53 + 2, 1e21, 4294967296,
); // prettier-ignore
const oddTexts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('\u001b[2J', '\u0000', '\n\nwnae: done', '‮', 'x'.repeat(5000)),
);

/** A whole configuration in which some values are something else and some keys are others. */
const damaged: fc.Arbitrary<string> = fc
  .array(
    fc.record({
      path: fc.constantFrom(...paths),
      key: fc.option(fc.oneof(fc.constantFrom(...keys), oddTexts)),
      value: fc.oneof(oddNumbers, oddTexts, fc.boolean(), fc.constant(null), fc.jsonValue()),
    }),
    { maxLength: 3 },
  )
  .map((changes) => {
    const config = structuredClone(whole) as unknown as { [key: string]: Json };
    for (const { path, key, value } of changes) {
      const parent = path
        .slice(0, -1)
        .reduce<unknown>((at, name) => (at as { [key: string]: Json } | null)?.[name], config);
      if (typeof parent !== 'object' || parent === null) continue;
      const own = path.at(-1) as string;
      const name = Array.isArray(parent) ? own : (key ?? own);
      Object.defineProperty(parent, name, {
        value,
        enumerable: true,
        configurable: true,
        writable: true,
      });
    }
    return JSON.stringify(config);
  });

/** JSON that is cut, or has characters changed. */
const torn: fc.Arbitrary<string> = fc
  .tuple(damaged, fc.integer({ min: 0, max: 9999 }), fc.string({ unit: 'binary', maxLength: 3 }))
  .map(([text, place, inserted]) => {
    const at = Math.floor((place / 10000) * text.length);
    return place % 2 === 0 ? text.slice(0, at) : text.slice(0, at) + inserted + text.slice(at + 1);
  });

/** Deep and huge JSON. */
const hostile: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('[', '{"a":', '{"sampler":', '"\\\\', '1', 'a'),
    fc.integer({ min: 1, max: 200_000 }),
  )
  .chain(([piece, times]) => {
    const text = piece.repeat(Math.min(times, Math.floor(1_200_000 / piece.length)));
    const key = (inner: string): string => `{${JSON.stringify(inner)}: 1}`;
    return fc.constantFrom(
      text,
      `{"split": ${text}`,
      key(text),
      `{"seed": ${JSON.stringify(text)}}`,
    );
  });

const anything = fc.oneof(
  { arbitrary: damaged, weight: 12 },
  { arbitrary: torn, weight: 6 },
  { arbitrary: fc.json(), weight: 2 },
  { arbitrary: fc.string({ unit: 'binary' }), weight: 1 },
  { arbitrary: hostile, weight: 1 },
);

/** Of a value to a key path, or none. */
const assignments = fc.oneof(
  { arbitrary: fc.constant(null), weight: 3 },
  {
    arbitrary: fc.tuple(
      fc.array(fc.constantFrom(...keys), { minLength: 1, maxLength: 4 }),
      fc.jsonValue(),
    ),
    weight: 1,
  },
);

/** One sentence that begins with the file and that a terminal may be shown. */
function assertSentence(error: unknown, text: string): void {
  assert.ok(error instanceof Error, text);
  const { message } = error;
  assert.match(message, /^c\.json(:| is not JSON:) \S/, message);
  assert.ok(message.length < 600, `${message.length} characters`);
  assert.doesNotMatch(
    message,
    /\p{Cc}|call stack|undefined|\[object|is not a function|Cannot read/u,
  );
}

/**
 * Reads random texts as configurations, and random assignments beside them: each is read within a
 * second or refused with a sentence, and nothing of it reaches an object's prototype. Gives the numbers
 * of both.
 */
export function fuzzConfigs(numRuns: number): { read: number; refused: number } {
  const counts = { read: 0, refused: 0 };
  fc.assert(
    fc.property(anything, assignments, (text, assignment) => {
      const before = performance.now();
      try {
        const { config } = parseConfig(text, 'c.json');
        const put = assignment === null ? [] : [[assignment[0].join('.'), assignment[1]] as const];
        resolveConfig(withAssignments(config, put), 'c.json');
        counts.read += 1;
      } catch (error) {
        assertSentence(error, text);
        counts.refused += 1;
      }
      assert.ok(performance.now() - before < 1000, 'it takes more than a second');
      assert.deepEqual(Object.keys(Object.prototype), []);
      const leaked = Object.getOwnPropertyNames(Object.prototype).length;
      assert.equal(leaked, prototypeNames);
    }),
    { numRuns },
  );
  return counts;
}

const prototypeNames = Object.getOwnPropertyNames(Object.prototype).length;
