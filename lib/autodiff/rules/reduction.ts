import {
  apply,
  broadcastTo,
  div,
  equal,
  mul,
  reshape,
  sum,
  type Tensor,
} from '../../tensor/index.js';
import type { Rule, Site } from './rule.js';

/** A reduced tensor repeated along the axes that were reduced. */
function spread(reduced: Tensor, x: Tensor, axes: readonly number[]): Tensor {
  const kept = x.shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
  return broadcastTo(reshape(reduced, kept), x.shape);
}

/** 1/k at each of the k elements that attain the maximum, else 0. */
function attained({ inputs: [x], output, params: { axes } }: Site<'max'>): Tensor {
  const at = equal(x, spread(output, x, axes));
  return div(at, spread(sum(at, axes), x, axes));
}

export const reduction = {
  // d Σx = Σ dx
  sum: {
    jvp: [(t, { params }) => apply('sum', [t], params)],
    vjp: [(g, { inputs: [x], params: { axes } }) => spread(g, x, axes)],
  },
  // d max x = mean of dx over the elements that attain it
  max: {
    jvp: [(t, site) => sum(mul(t, attained(site)), site.params.axes)],
    vjp: [(g, site) => mul(spread(g, site.inputs[0], site.params.axes), attained(site))],
  },
} satisfies { [P in 'sum' | 'max']: Rule<P> };
