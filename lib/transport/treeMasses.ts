import type { MassUnits } from './massUnits.js';
import type { SpanningTree } from './spanningTree.js';

/**
 * The plan of an optimal tree in the problem's own masses (docs/arithmetic.md 6.9).
 *
 * Uniform masses: flow / (m/g) · a_0, one division and one product. Others: the flows are eliminated
 * from the leaves inwards with the given masses, sums carried with Neumaier's correction, so that the
 * integer units decide the basis but do not round the plan. A flow that comes out negative (by the
 * rounding of the units) is 0. Arcs without mass are left out.
 */
export function treeMasses(
  tree: SpanningTree,
  units: MassUnits,
  a: Float64Array,
  b: Float64Array,
): { row: Int32Array; column: Int32Array; mass: Float64Array } {
  const { parent, root, sources } = tree;
  const flow = units.uniform ? uniformFlows(tree, units, a) : eliminatedFlows(tree, a, b);
  const row = new Int32Array(root);
  const column = new Int32Array(root);
  const mass = new Float64Array(root);
  let arcs = 0;
  for (let node = 0; node < root; node++) {
    if (parent[node] === root || !(flow[node] > 0)) continue;
    row[arcs] = node < sources ? node : parent[node];
    column[arcs] = (node < sources ? parent[node] : node) - sources;
    mass[arcs++] = flow[node];
  }
  return { row: row.slice(0, arcs), column: column.slice(0, arcs), mass: mass.slice(0, arcs) };
}

function uniformFlows(tree: SpanningTree, units: MassUnits, a: Float64Array): Float64Array {
  return tree.flow.map((flow) => (flow / units.supply[0]) * a[0]);
}

/** Flow of each node's arc: its mass less what its children's arcs carry, leaves first. */
function eliminatedFlows(tree: SpanningTree, a: Float64Array, b: Float64Array): Float64Array {
  const { parent, previous, root } = tree;
  const flow = new Float64Array(root + 1);
  flow.set(a);
  flow.set(b, a.length);
  const correction = new Float64Array(root + 1);
  for (let node = previous[root]; node !== root; node = previous[node]) {
    flow[node] = Math.max(0, flow[node] + correction[node]);
    const up = parent[node];
    const difference = flow[up] - flow[node];
    correction[up] +=
      Math.abs(flow[up]) >= flow[node]
        ? flow[up] - difference - flow[node]
        : flow[up] - (difference + flow[node]);
    flow[up] = difference;
  }
  return flow;
}
