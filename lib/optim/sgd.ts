import { mapTree } from '../autodiff/index.js';
import { add, mul, scalar, sub, zerosLike } from '../tensor/index.js';
import { optimizer, type Optimizer } from './optimizer.js';

/** Gradient descent; with momentum μ the velocity v ← μv + g takes the gradient's place. */
export function sgd({ momentum = 0 }: { readonly momentum?: number } = {}): Optimizer {
  return optimizer({
    init: (params) => (momentum === 0 ? [] : [mapTree(zerosLike, params)]),
    scales: (_, learningRate, dtype) => ({ rate: scalar(learningRate, dtype) }),
    accumulate: (gradient, moments) =>
      moments.map((velocity) => mapTree((v, g) => add(mul(v, momentum), g), velocity, gradient)),
    move: (params, gradient, [velocity = gradient], { rate }) =>
      mapTree((theta, v) => sub(theta, mul(v, rate)), params, velocity),
  });
}
