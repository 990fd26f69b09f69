import { mapTree } from '../autodiff/index.js';
import { add, mul, sub, zerosLike } from '../tensor/index.js';
import type { Optimizer } from './optimizer.js';

/** Gradient descent; with momentum μ the velocity v ← μv + g takes the gradient's place. */
export function sgd({ momentum = 0 }: { readonly momentum?: number } = {}): Optimizer {
  return {
    init: (params) => ({
      step: 0,
      moments: momentum === 0 ? [] : [mapTree(zerosLike, params)],
    }),
    update(params, gradient, state, learningRate) {
      const [velocity] = state.moments;
      const v =
        velocity === undefined
          ? gradient
          : mapTree((v, g) => add(mul(v, momentum), g), velocity, gradient);
      return {
        params: mapTree((theta, v) => sub(theta, mul(v, learningRate)), params, v),
        state: { step: state.step + 1, moments: velocity === undefined ? [] : [v] },
      };
    },
  };
}
