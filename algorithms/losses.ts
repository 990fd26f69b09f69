import { emd, type Metric } from '../lib/autodiff/index.js';
import type { Energy } from '../lib/sampling/index.js';
import { add, logCosh, mean, mul, square, sub, type Tensor } from '../lib/tensor/index.js';

/*
 * The losses, each a scalar: x are data (positive samples), x′ samples of the model (negative), E₊
 * and E₋ their mean energies. Maximum likelihood of e^(−E/T)/Ω has the gradient of E₊ − E₋.
 */

/** AE: L = E₊. */
export function reconstructionLoss(energy: Energy, x: Tensor): Tensor {
  return mean(energy(x));
}

/** NAE: L = E₊ − E₋ + γ⟨E(x′)²⟩ (arXiv:2105.05735, eq. 6; γ keeps negative energies small). */
export function energyDifference(energy: Energy, x: Tensor, negatives: Tensor, gamma = 0): Tensor {
  const negative = energy(negatives);
  const difference = sub(mean(energy(x)), mean(negative));
  return gamma === 0 ? difference : add(difference, mul(mean(square(negative)), gamma));
}

/** Stabilised NAE: L = log cosh(E₊ − E₋) + α E₊ (CMS-PAS-MLG-24-002, Fig. 5). */
export function logCoshDifference(
  energy: Energy,
  x: Tensor,
  negatives: Tensor,
  alpha: number,
): Tensor {
  const positive = mean(energy(x));
  return add(logCosh(sub(positive, mean(energy(negatives)))), mul(positive, alpha));
}

/** WNAE: L = W(x, x′), the exact transport cost between the two batches, and nothing else. */
export function wassersteinLoss(x: Tensor, negatives: Tensor, metric: Metric): Tensor {
  return emd(x, negatives, metric);
}
