import { chainNoise, energy, negativeChain, type Autoencoder } from '../../algorithms/index.js';
import { onOneThread } from '../../lib/compile/index.js';
import { fold, normal, stream } from '../../lib/random/index.js';
import { effectiveSampleSize, splitRHat, type Chain } from '../../lib/sampling/index.js';
import { cast, clamp, tensor, type Tensor } from '../../lib/tensor/index.js';
import type { FigureSource } from './figureSource.js';

/** Chains of the chosen model from fresh starts, some of them in full, and how well all of them mix. */
export interface Chains {
  readonly epoch: number;
  readonly steps: number;
  readonly chains: number;
  /** length of the chains in training */
  readonly trainingSteps: number;
  readonly features: readonly [string, string];
  /** of each chain shown: its states [x, y] in the two features, and its energies, from the start on */
  readonly shown: readonly {
    readonly states: readonly (readonly [number, number])[];
    readonly energies: readonly number[];
  }[];
  /** mean energy of all chains, by step */
  readonly meanEnergy: readonly number[];
  readonly convergence: readonly Convergence[];
}

/** Split-R̂ and the effective number of independent draws, by chain length; null where they are not defined. */
export interface Convergence {
  readonly steps: number;
  readonly rHat: Diagnosed;
  readonly effective: Diagnosed;
}

export interface Diagnosed {
  readonly energy: number | null;
  /** of the features, the one that mixes worst, and the median one */
  readonly worst: number | null;
  readonly median: number | null;
}

const CHAINS = 64;
const SHOWN = 5;
const SHOWN_STEPS = 100;
const LENGTHS = [10, 20, 50, 100, 200, 500, 1000];
/** Steps that are compiled together. */
const BLOCK = 10;

/** 64 chains of 1000 steps from starts N(0, I); five of them are shown, for 100 steps, in two features. */
export function chains(source: FigureSource, features: readonly [string, string]): Chains {
  const { chosen } = source;
  const columns = source.features.length;
  const axes = features.map((name) => source.features.indexOf(name));
  const states = statesOf(source, columns);
  const energies = states.map((x) =>
    Float64Array.from(onOneThread(energyOf)(chosen.model, x).data),
  );
  const series = (pick: (step: number, chain: number) => number): Float64Array[] =>
    Array.from({ length: CHAINS }, (_, chain) =>
      Float64Array.from(states, (_, step) => pick(step, chain)),
    );
  const quantities = [
    series((step, chain) => energies[step][chain]),
    ...source.features.map((_, k) =>
      series((step, chain) => states[step].data[chain * columns + k]),
    ),
  ];
  return {
    epoch: chosen.epoch,
    steps: states.length - 1,
    chains: CHAINS,
    trainingSteps: chosen.config.sampler.steps,
    features,
    shown: Array.from({ length: SHOWN }, (_, chain) => ({
      states: states
        .slice(0, SHOWN_STEPS + 1)
        .map(({ data }) => [
          rounded(data[chain * columns + axes[0]]),
          rounded(data[chain * columns + axes[1]]),
        ]),
      energies: energies.slice(0, SHOWN_STEPS + 1).map((step) => rounded(step[chain])),
    })),
    meanEnergy: energies
      .slice(0, SHOWN_STEPS + 1)
      .map((step) => rounded(step.reduce((sum, e) => sum + e, 0) / CHAINS)),
    convergence: LENGTHS.map((steps) => {
      // the first half of a chain is its way from the start
      const late = quantities.map((all) => all.map((one) => one.subarray(steps / 2, steps + 1)));
      return {
        steps,
        rHat: diagnosed(late.map(splitRHat), 'largest'),
        effective: diagnosed(late.map(effectiveSampleSize), 'smallest'),
      };
    }),
  };
}

/** The start and all states after it, each [chains, D]. */
function statesOf(source: FigureSource, columns: number): Tensor[] {
  const { model, config } = source.chosen;
  const root = stream(source.key, 'chains');
  const { box } = config.sampler;
  const start = tensor(normal(stream(root, 'start'), CHAINS * columns), [CHAINS, columns]);
  const states = [cast(box === null ? start : clamp(start, box[0], box[1]), config.dtype)];
  const chain = { ...config.sampler, steps: BLOCK };
  for (let block = 0; block < LENGTHS[LENGTHS.length - 1] / BLOCK; block++) {
    const from = states[states.length - 1];
    const noise = chainNoise(fold(root, block), chain, from.shape, config.dtype);
    const { states: next }: Chain = onOneThread(negativeChain)(model, from, noise, chain);
    states.push(...next.slice(1));
  }
  return states;
}

function energyOf(model: Autoencoder, x: Tensor): Tensor {
  return energy(model)(x);
}

/** The first number is the energy's, the rest are the features'. */
function diagnosed(
  [ofEnergy, ...features]: readonly number[],
  worst: 'largest' | 'smallest',
): Diagnosed {
  const sorted = features.filter(Number.isFinite).sort((a, b) => a - b);
  const known = (x: number | undefined): number | null =>
    x !== undefined && Number.isFinite(x) ? rounded(x) : null;
  return {
    energy: known(ofEnergy),
    worst: known(worst === 'largest' ? sorted.at(-1) : sorted.at(0)),
    median: known(sorted[sorted.length >> 1]),
  };
}

/** Enough digits for a drawing. */
function rounded(x: number): number {
  return Number(x.toPrecision(5));
}
