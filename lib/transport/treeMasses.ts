import type { BasicSolution } from './basicSolution.js';
import { detour } from './detour.js';
import type { MassUnits } from './massUnits.js';
import { withRounding, type PairedMasses } from './pairedMasses.js';
import { minus, valueOf, type Pair } from './pairs.js';
import type { ArcCosts, SpanningTree } from './spanningTree.js';

/**
 * The plan of an optimal tree in the problem's own masses (docs/arithmetic.md 6.9).
 *
 * Uniform masses: flow / (m/g) · a_0, one division and one product. Others: the flows are eliminated
 * from the leaves inwards with the given masses, in pairs, so that the integer units decide the basis but do not
 * round the plan. A flow that comes out negative (by the rounding of the units) is 0, and at stake is its detour; `lost` is what has
 * no way but over the root. Arcs without mass are left out.
 */
export function treeMasses(
  tree: SpanningTree,
  units: MassUnits,
  masses: PairedMasses,
  costs: ArcCosts,
): Pick<BasicSolution, 'row' | 'column' | 'mass' | 'lost' | 'stake'> {
  const { parent, root, sources } = tree;
  const { flow, lost, stake } = units.uniform
    ? { flow: uniformFlows(tree, units, masses), lost: 0, stake: 0 }
    : eliminatedFlows(tree, masses, costs);
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
  const filled = (list: Int32Array): Int32Array => list.slice(0, arcs);
  return { row: filled(row), column: filled(column), mass: mass.slice(0, arcs), lost, stake };
}

function uniformFlows(tree: SpanningTree, units: MassUnits, { a }: PairedMasses): Float64Array {
  return tree.flow.map((flow) => (flow / units.supply[0]) * a[0]);
}

/** Flow of each node's arc: its mass less what its children's arcs carry, leaves first. */
function eliminatedFlows(
  tree: SpanningTree,
  masses: PairedMasses,
  costs: ArcCosts,
): { flow: Float64Array; lost: number; stake: number } {
  const { parent, previous, root, sources, sinks } = tree;
  const { a, b, aLow, bLow } = masses;
  const left: Pair[] = [];
  for (let i = 0; i < sources; i++) left.push({ high: a[i], low: aLow[i] });
  for (let j = 0; j < sinks; j++) left.push({ high: b[j], low: bLow[j] });
  left.push({ high: 0, low: 0 });
  const flow = new Float64Array(root + 1);
  let lost = 0;
  let stake = 0;
  for (let node = previous[root]; node !== root; node = previous[node]) {
    const up = parent[node];
    const carried = valueOf(left[node]);
    if (up === root) {
      lost += Math.abs(carried);
    } else if (carried < 0) {
      const more = detour(tree, costs, node);
      if (more < Infinity) stake -= carried * more;
      else lost -= carried;
    } else {
      flow[node] = carried;
      left[up] = minus(left[up], left[node]);
    }
  }
  return { flow, lost: withRounding(lost, masses), stake };
}
