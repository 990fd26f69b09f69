import { mapTree } from '../autodiff/index.js';
import { integerPower } from '../math/index.js';
import { add, div, mul, scalar, sqrt, square, sub, zerosLike } from '../tensor/index.js';
import { optimizer, type Optimizer } from './optimizer.js';

export interface AdamOptions {
  /** decay of the first moment */
  readonly beta1?: number;
  /** decay of the second moment */
  readonly beta2?: number;
  readonly epsilon?: number;
  /** decoupled weight decay; 0 is Adam, otherwise AdamW */
  readonly weightDecay?: number;
}

/**
 * Adam (Kingma and Ba, arXiv:1412.6980, algorithm 1) with bias-corrected moments; with `weightDecay`
 * AdamW (Loshchilov and Hutter, arXiv:1711.05101): θ shrinks by 1 − lr·decay before the update.
 */
export function adam(options: AdamOptions = {}): Optimizer {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 } = options;
  return optimizer({
    init: (params) => [mapTree(zerosLike, params), mapTree(zerosLike, params)],
    scales: (t, learningRate, dtype) => ({
      rate: scalar(learningRate / (1 - integerPower(beta1, t)), dtype),
      correction: scalar(Math.sqrt(1 - integerPower(beta2, t)), dtype),
      ...(weightDecay === 0 ? {} : { kept: scalar(1 - learningRate * weightDecay, dtype) }),
    }),
    accumulate: (gradient, [m, v]) => [
      mapTree((m, g) => add(mul(m, beta1), mul(g, 1 - beta1)), m, gradient),
      mapTree((v, g) => add(mul(v, beta2), mul(square(g), 1 - beta2)), v, gradient),
    ],
    move: (params, _, [m, v], { rate, correction, kept }) =>
      mapTree(
        (theta, m, v) => {
          const decayed = weightDecay === 0 ? theta : mul(theta, kept);
          return sub(decayed, mul(div(m, add(div(sqrt(v), correction), epsilon)), rate));
        },
        params,
        m,
        v,
      ),
  });
}

/** Adam with decoupled weight decay, 0.01 as in PyTorch. */
export function adamW(options: AdamOptions = {}): Optimizer {
  return adam({ weightDecay: 0.01, ...options });
}
