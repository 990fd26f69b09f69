import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EmdOptions, Metric, TransportProblem } from '../../lib/transport/index.js';
import { Draws } from '../support/draws.js';
import { tameStart, wildStart } from '../support/startingPotentials.js';
import { families, resized } from '../support/transportFamilies.js';
import type { MarginalKind } from '../support/transportMasses.js';
import { weigh } from '../support/transportMasses.js';
import { Tally } from '../support/transportTally.js';
import { judge } from '../support/transportVerdict.js';

const tally = new Tally();

describe('every answer is the exact optimum: up to a dozen points', () => {
  for (const family of families) test(family.name, () => tally.run(family, 1200));
});

for (const [from, to, count] of [[20, 60, 150], [100, 200, 8], [300, 420, 1]]) {
  describe(`every answer is the exact optimum: ${from} to ${to} points`, () => {
    for (const family of resized(from, to)) test(family.name, () => tally.run(family, count));
  });
} // prettier-ignore

for (const [way, options] of [
  ['by network simplex alone', () => ({ method: 'simplex' })],
  ['from potentials of the size of the costs', tameStart],
  ['from any potentials', wildStart],
] satisfies [string, (problem: TransportProblem) => EmdOptions][]) {
  describe(`every answer is the exact optimum: ${way}`, () => {
    for (const family of [...families, ...resized(20, 60)]) {
      const size = `${family.rows[0]} to ${family.rows[1]} rows`;
      const count = family.rows[0] < 20 ? 200 : 15;
      test(`${family.name}, ${size}`, () => {
        tally.run(family, count, options);
      });
    }
  });
}

describe('every answer is the exact optimum: clouds of points', () => {
  const clouds: [n: number, m: number, dimension: number, Metric, MarginalKind][] = [
    [128, 128, 8, 'euclidean', 'uniform'],
    [256, 256, 8, 'sqeuclidean', 'uniform'],
    [256, 256, 2, 'euclidean', 'uniform'],
    [257, 257, 3, 'sqeuclidean', 'reals'],
    [300, 300, 1, 'sqeuclidean', 'uniform'],
    [300, 450, 1, 'euclidean', 'reals'],
    [320, 320, 1, 'euclidean', 'dyadic'],
    [400, 300, 2, 'sqeuclidean', 'uniform'],
    [300, 400, 8, 'euclidean', 'sparse'],
    [400, 300, 8, 'euclidean', 'float32'],
    [480, 480, 3, 'euclidean', 'uniform'],
    [500, 500, 2, 'sqeuclidean', 'uniform'],
    [500, 500, 8, 'euclidean', 'uniform'],
    [500, 375, 8, 'sqeuclidean', 'uniform'],
    [512, 384, 8, 'euclidean', 'reals'],
    [512, 512, 2, 'sqeuclidean', 'dyadic'],
    [512, 512, 8, 'sqeuclidean', 'uniform'],
    [700, 700, 3, 'sqeuclidean', 'uniform'],
    [1024, 1024, 2, 'euclidean', 'uniform'],
    [1024, 1024, 8, 'sqeuclidean', 'uniform'],
  ];
  for (const [n, m, dimension, metric, kind] of clouds) {
    test(`${n} × ${m}, ${dimension}-D, ${metric}, ${kind}`, () => {
      const draw = new Draws(n * m + dimension);
      const [x, y] = [n, m].map((count) => draw.fill(count * dimension, () => draw.normal()));
      const problem = { x, y, dimension, metric, ...weigh(draw, n, m, [kind]) };
      tally.note('clouds of hundreds of points', judge(problem));
    });
  }
});

test('ten thousand problems and more', (t) => {
  for (const line of tally.lines()) t.diagnostic(line);
  t.diagnostic(`${tally.total} problems`);
  assert.ok(tally.total >= 10_000);
});
