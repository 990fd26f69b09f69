import { reshape, sum, type Shape, type Tensor } from '../../tensor/index.js';

/** The transpose of broadcasting `shape` to the shape of `g`: sums over the repeated axes. */
export function unbroadcast(g: Tensor, shape: Shape): Tensor {
  const added = g.rank - shape.length;
  const repeated = g.shape
    .map((_, axis) => axis)
    .filter((axis) => axis < added || (shape[axis - added] === 1 && g.shape[axis] !== 1));
  return reshape(repeated.length === 0 ? g : sum(g, repeated), shape);
}
