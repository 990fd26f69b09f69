import type { Backend, Layer, Rows, StepState } from './backend.js';
import { adamUpdate } from './adam.js';
import { runChain } from './chain.js';
import { gradientOf } from './gradient.js';
import { lossOf } from './loss.js';
import { energyOf } from './network.js';
import { costOf, planBetween } from './transport.js';

/** What a step gives, in the names of the bundle. */
export interface StepOutputs {
  readonly chain: Rows[];
  readonly drift: Rows[];
  readonly positive: number[];
  readonly negative: number[];
  readonly plan: number[][] | null;
  readonly cost: number;
  readonly loss: number;
  readonly cotangent: Rows[];
  readonly grad: Layer[];
  readonly next: StepState;
}

/** One training step; the weights before it went through `before`. */
export function handWrittenStep(
  backend: Backend,
  state: StepState,
  before: StepState,
  batch: Rows,
  start: Rows,
  noise: readonly Rows[],
): StepOutputs {
  const { model } = backend.config;
  const { layers } = state;
  const sampling = backend.is('stale weights in the chain') ? before.layers : layers;
  const { chain, drift } =
    model === 'ae' ? { chain: [], drift: [] } : runChain(backend, sampling, start, noise);
  const end = backend.is('stale chain') ? start : (chain.at(-1) ?? []);
  if (backend.is('stale chain') && chain.length > 0) chain[chain.length - 1] = end as number[][];
  const positive = batch.map((x) => energyOf(backend, layers, x));
  const negative = (backend.is('energy of the start') ? start : end).map((x) =>
    energyOf(backend, layers, x),
  );
  const plan = model === 'wnae' ? planBetween(backend, batch, end) : null;
  const cost = plan === null ? 0 : costOf(backend, plan, batch, end);
  const loss = lossOf(backend, positive, negative, cost);
  const { grad, cotangent } = gradientOf(
    backend,
    layers,
    batch,
    chain,
    noise,
    positive,
    negative,
    plan,
  );
  const next = adamUpdate(backend, state, grad);
  return { chain, drift, positive, negative, plan, cost, loss, cotangent, grad, next };
}
