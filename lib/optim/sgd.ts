import { mapTree } from '../autodiff/index.js';
import { add, mul, sub, zerosLike } from '../tensor/index.js';
import { optimizerFrom, type Optimizer } from './optimizer.js';

/** Gradient descent; with momentum μ the velocity v ← μv + g takes the gradient's place. */
export function sgd({ momentum = 0 }: { readonly momentum?: number } = {}): Optimizer {
  return optimizerFrom({
    init: (params) => ({
      step: 0,
      moments: momentum === 0 ? [] : [mapTree(zerosLike, params)],
    }),
    accumulate(gradient, state) {
      const [velocity] = state.moments;
      const moments =
        velocity === undefined
          ? []
          : [mapTree((v, g) => add(mul(v, momentum), g), velocity, gradient)];
      return { step: state.step + 1, moments };
    },
    move(params, gradient, { moments: [velocity = gradient] }, learningRate) {
      return mapTree((theta, v) => sub(theta, mul(v, learningRate)), params, velocity);
    },
  });
}
