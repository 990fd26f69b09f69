import {
  apply, broadcastTo, gather, pad, reshape, scatterAdd, slice, transpose, type Tensor,
} from '../../tensor/index.js'; // prettier-ignore
import type { Rule, Site } from './rule.js';
import { unbroadcast } from './unbroadcast.js';

/** Where input `k` of a concatenation lies: what stands before and after it along the axis. */
function placement({ inputs, output, params: { axis } }: Site<'concat'>, k: number) {
  const start = inputs.slice(0, k).reduce((total, x) => total + x.shape[axis], 0);
  const along = (value: number): number[] => output.shape.map((_, a) => (a === axis ? value : 0));
  const after = output.shape[axis] - start - inputs[k].shape[axis];
  return { before: along(start), after: along(after) };
}

function ends(starts: readonly number[], like: Tensor): number[] {
  return like.shape.map((extent, axis) => starts[axis] + extent);
}

// All linear in their first argument: the tangent goes the way of the value.
export const layout = {
  reshape: {
    jvp: [(t, { params }) => reshape(t, params.shape)],
    vjp: [(g, { inputs: [x] }) => reshape(g, x.shape)],
  },
  broadcastTo: {
    jvp: [(t, { params }) => broadcastTo(t, params.shape)],
    vjp: [(g, { inputs: [x] }) => unbroadcast(g, x.shape)],
  },
  transpose: {
    jvp: [(t, { params }) => transpose(t, params.permutation)],
    vjp: [
      (g, { params: { permutation } }) =>
        transpose(g, permutation.map((_, axis) => permutation.indexOf(axis))), // prettier-ignore
    ],
  },
  slice: {
    jvp: [(t, { params }) => apply('slice', [t], params)],
    vjp: [
      (g, { inputs: [x], params: { starts, ends } }) =>
        pad(g, starts, x.shape.map((extent, axis) => extent - ends[axis])), // prettier-ignore
    ],
  },
  pad: {
    jvp: [(t, { params: { before, after } }) => pad(t, before, after)],
    vjp: [(g, { inputs: [x], params: { before } }) => slice(g, before, ends(before, x))],
  },
  concat: {
    jvp: (t, site, k) => {
      const { before, after } = placement(site, k);
      return pad(t, before, after);
    },
    vjp: (g, site, k) => {
      const { before } = placement(site, k);
      return slice(g, before, ends(before, site.inputs[k]));
    },
  },
  gather: {
    jvp: [(t, { inputs: [, index] }) => gather(t, index), null],
    vjp: [(g, { inputs: [x, index] }) => scatterAdd(g, index, x.shape[0]), null],
  },
  scatterAdd: {
    jvp: [(t, { inputs: [, index], params }) => scatterAdd(t, index, params.rows), null],
    vjp: [(g, { inputs: [, index] }) => gather(g, index), null],
  },
} satisfies {
  [P in
    | 'reshape' | 'broadcastTo' | 'transpose' | 'slice' | 'pad' | 'concat' | 'gather' | 'scatterAdd'
  ]: Rule<P>;
}; // prettier-ignore
