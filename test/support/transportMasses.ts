import type { Reals } from '../../lib/transport/index.js';
import type { Draws } from './draws.js';

export interface Marginals {
  a?: Reals;
  b?: Reals;
}

/** Ways to weigh n rows and m columns, by name. */
export const marginals = {
  /** No masses given: 1/n and 1/m. */
  uniform: (): Marginals => ({}),

  /** Small integers, many of them 0 and many partial sums equal. */
  integers: (draw: Draws, n: number, m: number): Marginals => {
    const total = draw.pick([4, 60, 60, 1 << 20]);
    return { a: cuts(draw, n, total), b: cuts(draw, m, total) };
  },

  /** Integers without a 0, times a power of two: totals below 2^50, so that nothing rounds. */
  dyadic: (draw: Draws, n: number, m: number): Marginals => {
    const spare = draw.pick([0, 10, 1000]);
    const [a, b] = [n, m].map((count) =>
      cuts(draw, count, n + m + spare - count).map((mass) => mass + 1),
    );
    const scale = 2 ** draw.integer(-60, 60);
    return { a: a.map((mass) => mass * scale), b: b.map((mass) => mass * scale) };
  },

  /** Any numbers; totals equal up to rounding. */
  reals: (draw: Draws, n: number, m: number): Marginals => {
    const total = draw.pick([1, 1, 1, 1e12 / 7, 1e-12 / 7, 1e150, 1e-150]);
    return {
      a: normalised(
        draw.fill(n, () => draw.between(0.01, 1)),
        total,
      ),
      b: normalised(
        draw.fill(m, () => draw.between(0.01, 1)),
        total,
      ),
    };
  },

  /** Any numbers, some of them 0. */
  sparse: (draw: Draws, n: number, m: number): Marginals => {
    const sometimes = (): number => (draw.chance(0.4) ? 0 : draw.unit());
    return {
      a: normalised(atLeastOne(draw, draw.fill(n, sometimes)), 1),
      b: normalised(atLeastOne(draw, draw.fill(m, sometimes)), 1),
    };
  },

  /** Totals that differ by almost as much as is tolerated. */
  unequal: (draw: Draws, n: number, m: number): Marginals => ({
    a: normalised(
      draw.fill(n, () => draw.between(0.1, 1)),
      1,
    ),
    b: normalised(
      draw.fill(m, () => draw.between(0.1, 1)),
      1 + draw.between(-9e-7, 9e-7),
    ),
  }),

  /** From 1 down over up to eighty binary orders of magnitude. */
  decades: (draw: Draws, n: number, m: number): Marginals => {
    const depth = draw.pick([30, 48, 60, 80]);
    return {
      a: normalised(
        draw.fill(n, () => draw.binade(-depth, 0)),
        1,
      ),
      b: normalised(
        draw.fill(m, () => draw.binade(-depth, 0)),
        1,
      ),
    };
  },

  /** Masses of 1e-300 beside ordinary ones. */
  tiny: (draw: Draws, n: number, m: number): Marginals => {
    const mass = (): number => (draw.chance(0.5) ? 1e-300 * (1 + draw.unit()) : draw.unit());
    const ordinary = (masses: Float64Array): Float64Array => {
      masses[draw.integer(0, masses.length - 1)] = 0.5;
      return normalised(masses, 1);
    };
    return { a: ordinary(draw.fill(n, mass)), b: ordinary(draw.fill(m, mass)) };
  },

  /** binary32, whose totals differ in the seventh digit. */
  float32: (draw: Draws, n: number, m: number): Marginals => {
    const a = Float32Array.from(
      normalised(
        draw.fill(n, () => draw.between(0.05, 1)),
        1,
      ),
    );
    const b = Float32Array.from(
      normalised(
        draw.fill(m, () => draw.between(0.05, 1)),
        1,
      ),
    );
    return { a, b };
  },
};

export type MarginalKind = keyof typeof marginals;

/** Kinds whose masses are exact multiples of one unit in lib/transport too. */
export const exactKinds = ['uniform', 'integers', 'dyadic'] as const;

/** One of the kinds, drawn. */
export function weigh(
  draw: Draws,
  n: number,
  m: number,
  kinds: readonly MarginalKind[] = ['uniform', 'uniform', 'integers', 'dyadic', 'reals', 'sparse'],
): Marginals {
  return marginals[draw.pick(kinds)](draw, n, m);
}

/** `count` integers ≥ 0 of the given total. */
function cuts(draw: Draws, count: number, total: number): Float64Array {
  const inner = draw.fill(count - 1, () => draw.integer(0, total)).sort();
  return Float64Array.from(
    { length: count },
    (_, k) => (k + 1 < count ? inner[k] : total) - (k > 0 ? inner[k - 1] : 0),
  );
}

function atLeastOne(draw: Draws, masses: Float64Array): Float64Array {
  masses[draw.integer(0, masses.length - 1)] = 0.25;
  return masses;
}

function normalised(masses: Float64Array, total: number): Float64Array {
  const sum = masses.reduce((partial, mass) => partial + mass, 0);
  return masses.map((mass) => (mass / sum) * total);
}
