import type { Config } from '../../../algorithms/index.js';

/** Ways in which an implementation can be wrong. */
export const faults = [
  'weight transposed', 'bias forgotten', 'ReLU leaks', 'gradient without the identity', 'energy summed',
  'λ without 1/T', 'λ doubled', 'noise scaled twice', 'noise forgotten', 'drift uphill', 'no clamp', 'clamp at the wrong face',
  'stale weights in the chain', 'stale noise', 'stale chain', 'energy of the start',
  'plan transposed', 'plan of the other metric', 'cost of the other metric', 'cost halved',
  'loss of the other sign', 'loss summed', 'α forgotten',
  'chain not differentiated', 'mask of the clamp forgotten', 'mask of ReLU forgotten in the second derivative',
  'one sample left out of the gradient', 'bias gradient averaged over steps', 'last step of the chain not differentiated',
  'no bias correction', 'β swapped', 'ε under the root', 'v of |g|', 'm of the step before', 'ascent', 'learning rate doubled',
  'weights not updated', 'weight decay coupled',
] as const; // prettier-ignore
export type Fault = (typeof faults)[number];

/** The stage at which a fault first shows, or null where a configuration leaves it without effect. */
export function stageOfFault(
  fault: Fault,
  { model, loss, sampler, optimiser }: Config,
): string | null {
  const chain = model !== 'ae';
  const through = model === 'wnae' || (model === 'nae' && !loss.detachNegatives);
  const optimal = model === 'wnae';
  const logCosh = model === 'nae' && loss.form === 'log-cosh';
  const where: Record<Fault, string | null> = {
    'weight transposed': chain ? 'drift' : 'energy',
    'bias forgotten': chain ? 'drift' : 'energy',
    'ReLU leaks': chain ? 'drift' : 'energy',
    'gradient without the identity': chain ? 'drift' : null,
    'energy summed': 'energy',
    'λ without 1/T': chain ? 'chain' : null,
    'λ doubled': chain ? 'chain' : null,
    'noise scaled twice': chain ? 'chain' : null,
    'noise forgotten': chain ? 'chain' : null,
    'drift uphill': chain ? 'chain' : null,
    'no clamp': chain && sampler.box !== null && sampler.box[1] < 2 ? 'chain' : null,
    'clamp at the wrong face': chain && sampler.box !== null && sampler.box[1] < 2 ? 'chain' : null,
    'stale weights in the chain': chain ? 'drift' : null,
    'stale noise': chain ? 'chain' : null,
    'stale chain': chain ? 'chain' : null,
    'energy of the start': chain ? 'energy' : null,
    'plan transposed': optimal ? 'transport.plan' : null,
    'plan of the other metric': optimal ? 'transport.plan' : null,
    'cost of the other metric': optimal ? 'transport.cost' : null,
    'cost halved': optimal ? 'transport.cost' : null,
    'loss of the other sign': 'loss',
    'loss summed': optimal ? null : 'loss',
    'α forgotten': logCosh ? 'loss' : null,
    'chain not differentiated': through ? 'grad' : null,
    'mask of the clamp forgotten':
      through && sampler.box !== null && sampler.box[1] < 2 ? 'cotangent' : null,
    'mask of ReLU forgotten in the second derivative': through ? 'cotangent' : null,
    'one sample left out of the gradient': 'grad',
    'bias gradient averaged over steps': 'grad',
    'last step of the chain not differentiated': through ? 'grad' : null,
    'no bias correction': 'param',
    'β swapped': 'adam.m',
    'ε under the root': 'param',
    'v of |g|': 'adam.v',
    'm of the step before': 'adam.m',
    ascent: 'param',
    'learning rate doubled': 'param',
    'weights not updated': 'param',
    'weight decay coupled': optimiser.name === 'adam' ? 'param' : null,
  };
  return where[fault];
}
