import type { Config } from '../../algorithms/index.js';
import type { Shape } from '../../lib/tensor/index.js';

/** The format's id; docs/bundle.md is normative. */
export const FORMAT = 'wnae-bundle/1';

/** A tensor of the format: its name in the file, or within `step.{k}/`. */
export interface NamedShape {
  readonly name: string;
  readonly shape: Shape;
}

/** Whether the loss of a configuration is differentiated through the chain of negative samples. */
export function passesChain({ model, loss }: Config): boolean {
  return model === 'wnae' || (model === 'nae' && !loss.detachNegatives);
}

/** Names and shapes of the parameters, in the order of the leaves of a model. */
export function parameterShapes({ network }: Config, features: number): NamedShape[] {
  const sizes = [features, ...network.hidden, network.code];
  const layers = (part: string, sizes: readonly number[]): NamedShape[] =>
    sizes.slice(1).flatMap((outputs, i) => [
      { name: `${part}.${i}.weight`, shape: [outputs, sizes[i]] },
      { name: `${part}.${i}.bias`, shape: [outputs] },
    ]);
  return [...layers('encoder', sizes), ...layers('decoder', sizes.toReversed())];
}

/** What the optimiser's moments are called, in the order of its state. */
export function momentNames({ optimiser }: Config): string[] {
  if (optimiser.name !== 'sgd') return ['adam.m', 'adam.v'];
  return optimiser.momentum === 0 ? [] : ['sgd.velocity'];
}

const within = (folder: string, shapes: readonly NamedShape[]): NamedShape[] =>
  shapes.map(({ name, shape }) => ({ name: `${folder}/${name}`, shape }));

/** Tensors before the first step: the weights, and the moments where updates went before. */
export function initialTensors(config: Config, features: number, updates: number): NamedShape[] {
  const parameters = parameterShapes(config, features);
  const moments = updates === 0 ? [] : momentNames(config);
  return [
    ...within('init', parameters),
    ...moments.flatMap((moment) => within(`init/${moment}`, parameters)),
  ];
}

/** Inputs of a step with a batch [B, D], by their names within the step. */
export function stepInputs({ model, sampler }: Config, batch: Shape): NamedShape[] {
  const inputs = [{ name: 'batch', shape: batch }];
  if (model === 'ae') return inputs;
  return [
    ...inputs,
    { name: 'chain.start', shape: batch },
    { name: 'noise', shape: [sampler.steps, ...batch] },
  ];
}

/** Outputs of a step with a batch [B, D] in the order in which they are computed. */
export function stepOutputs(config: Config, batch: Shape): NamedShape[] {
  const { model, sampler } = config;
  const [rows, features] = batch;
  const parameters = parameterShapes(config, features);
  const chain = [
    { name: 'chain', shape: [sampler.steps + 1, ...batch] },
    { name: 'drift', shape: [sampler.steps, ...batch] },
  ];
  const transport = [
    { name: 'transport.plan', shape: [rows, rows] },
    { name: 'transport.cost', shape: [] },
  ];
  return [
    ...(model === 'ae' ? [] : chain),
    { name: 'energy.positive', shape: [rows] },
    ...(model === 'ae' ? [] : [{ name: 'energy.negative', shape: [rows] }]),
    ...(model === 'wnae' ? transport : []),
    { name: 'loss', shape: [] },
    ...(passesChain(config) ? [{ name: 'cotangent', shape: [sampler.steps, ...batch] }] : []),
    ...within('grad', parameters),
    ...momentNames(config).flatMap((moment) => within(moment, parameters)),
    ...within('param', parameters),
  ];
}
