import { energy, type Config, type ObservedStep } from '../../algorithms/index.js';
import { namedLeaves } from '../../lib/autodiff/index.js';
import { encodeElements, safetensorsHeader } from '../../lib/io/index.js';
import {
  stack, transportPlan, uniformWeights, zeros, type Tensor,
} from '../../lib/tensor/index.js'; // prettier-ignore
import { chainCotangents } from './gradientStage.js';
import { arcsOf } from './planArcs.js';
import { unstack } from './unstack.js';
import { writeAtomically } from '../runs/atomicFile.js';
import {
  FORMAT, initialTensors, momentNames, passesChain, stepInputs, stepOutputs, type NamedShape,
} from './bundleFormat.js'; // prettier-ignore

/** What a bundle is of, known before any of its steps is done. */
export interface BundlePlan {
  readonly config: Config;
  readonly producer: string;
  readonly features: number;
  /** updates made before the first step */
  readonly updates: number;
  /** of each step */
  readonly batchSizes: readonly number[];
  readonly learningRates: readonly number[];
}

/** Names and shapes of all tensors in the order in which they are written. */
function layoutOf({ config, features, updates, batchSizes }: BundlePlan): NamedShape[] {
  return [
    ...initialTensors(config, features, updates),
    ...batchSizes.flatMap((rows, k) => {
      const batch = [rows, features];
      const tensors = [...stepInputs(config, batch), ...stepOutputs(config, batch)];
      return tensors.map(({ name, shape }) => ({ name: `step.${k}/${name}`, shape }));
    }),
  ];
}

/** Header and total size in bytes. */
export function measureBundle(plan: BundlePlan): { header: Uint8Array; bytes: number } {
  const { config, producer, updates, learningRates } = plan;
  const kind = config.dtype === 'float64' ? 'f8' : 'f4';
  const layout = layoutOf(plan);
  const header = safetensorsHeader(
    layout.map((entry) => ({ ...entry, kind })),
    {
      format: FORMAT,
      producer,
      config: JSON.stringify(config),
      updates: String(updates),
      learningRates: JSON.stringify(learningRates),
    },
  );
  const elements = layout.reduce(
    (total, { shape }) => total + shape.reduce((size, extent) => size * extent, 1),
    0,
  );
  return { header, bytes: header.length + elements * (config.dtype === 'float64' ? 8 : 4) };
}

/**
 * Writes a bundle step by step as `steps` hands them over; it must hand over as many as planned.
 */
export function writeBundle(
  path: string,
  plan: BundlePlan,
  steps: (take: (step: ObservedStep) => void) => void,
): void {
  const { header } = measureBundle(plan);
  writeAtomically(path, (append) => {
    append(header);
    let taken = 0;
    steps((step) => {
      const tensors = new Map([
        ...(taken === 0 ? initialNumbers(plan, step) : []),
        ...stepNumbers(plan.config, step),
      ]);
      const batch = [plan.batchSizes[taken], plan.features];
      const expected = [
        ...(taken === 0 ? initialTensors(plan.config, plan.features, plan.updates) : []),
        ...stepInputs(plan.config, batch),
        ...stepOutputs(plan.config, batch),
      ];
      for (const { name } of expected) append(encodeElements((tensors.get(name) as Tensor).data));
      taken += 1;
    });
    if (taken !== plan.batchSizes.length) {
      throw new Error(`bundle: expected ${plan.batchSizes.length} steps, got ${taken}`);
    }
  });
}

type Named = readonly [name: string, tensor: Tensor];

function leavesIn(folder: string, tree: unknown): Named[] {
  return namedLeaves(tree).map(([name, leaf]) => [`${folder}/${name}`, leaf]);
}

function initialNumbers({ config }: BundlePlan, { model, optimizer }: ObservedStep): Named[] {
  const names = momentNames(config);
  const moments = optimizer.moments.flatMap((m, k) => leavesIn(`init/${names[k]}`, m));
  return [...leavesIn('init', model), ...moments];
}

/** A step's inputs and outputs by their names within the step. */
export function stepNumbers(
  config: Config,
  { model, inputs, updated }: Omit<ObservedStep, 'learningRate' | 'optimizer'>,
): Named[] {
  const { batch, start, chainNoise } = inputs;
  const { loss, gradient, chain } = updated;
  const names = momentNames(config);
  const named: Named[] = [
    ['batch', batch],
    ['energy.positive', energy(model)(batch)],
    ['loss', loss],
    ...leavesIn('grad', gradient),
    ...updated.optimizer.moments.flatMap((moment, k) => leavesIn(names[k], moment)),
    ...leavesIn('param', updated.model),
  ];
  if (chain === undefined) return named;
  const end = chain.states[chain.states.length - 1];
  named.push(
    ['chain.start', start as Tensor],
    ['noise', chainNoise?.noise as Tensor],
    ['chain', stack(chain.states)],
    ['drift', stack(chain.drifts)],
    ['energy.negative', energy(model)(end)],
  );
  const plan = config.model === 'wnae' ? denseTransportPlan(config, batch, end) : undefined;
  if (plan !== undefined) named.push(['transport.plan', plan], ['transport.cost', loss]);
  if (passesChain(config)) {
    const { states } = chain;
    const noise = unstack(chainNoise?.noise as Tensor);
    const arcs = plan && arcsOf(plan);
    const cotangents = chainCotangents({ config, model, batch, states, noise, arcs });
    named.push(['cotangent', stack(cotangents)]);
  }
  return named;
}

/** The optimal plan between two batches [B, D] as a matrix [B, B]. */
function denseTransportPlan({ loss }: Config, x: Tensor, y: Tensor): Tensor {
  const [n, m] = [x.shape[0], y.shape[0]];
  const [a, b] = [uniformWeights(n, x), uniformWeights(m, y)];
  const { row, column, mass } = transportPlan(x, y, a, b, loss.cost);
  const plan = zeros([n, m], x.dtype);
  mass.data.forEach((moved, k) => {
    plan.data[row.data[k] * m + column.data[k]] += moved;
  });
  return plan;
}
