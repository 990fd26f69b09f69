import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MassUnits } from '../../lib/transport/massUnits.js';
import type { PairedMasses } from '../../lib/transport/pairedMasses.js';
import { SpanningTree } from '../../lib/transport/spanningTree.js';
import { treeMasses } from '../../lib/transport/treeMasses.js';
import { exactly, rounded, subtract } from '../support/exactNumbers.js';

function treeOf(sources: number, sinks: number, parents: readonly number[]): SpanningTree {
  const tree = new SpanningTree(sources, sinks);
  tree.parent.set(parents);
  tree.link();
  return tree;
}

const unitsOf = (supply: number[], demand: number[], uniform: boolean): MassUnits => ({
  supply: Float64Array.from(supply),
  demand: Float64Array.from(demand),
  uniform,
});

const free = { cost: () => 0 };

const paired = (a: Float64Array, b: Float64Array): PairedMasses => ({
  a,
  b,
  aLow: new Float64Array(a.length),
  bLow: new Float64Array(b.length),
});

/** Arcs as `[row, column, mass]`. */
function arcsOf(
  tree: SpanningTree,
  units: MassUnits,
  a: Float64Array,
  b: Float64Array,
): number[][] {
  const { row, column, mass } = treeMasses(tree, units, paired(a, b), free);
  assert.ok(row.length === column.length && row.length === mass.length);
  return Array.from(row, (i, k) => [i, column[k], mass[k]]);
}

test('uniform masses ship flow / (m/g) of the mass of a row, arcs of the root and empty ones left out', () => {
  // row 0 — column 0 — row 1 — column 1, and row 2 at the root
  const tree = treeOf(3, 2, [3, 3, 5, 5, 1, -1]);
  tree.flow.set([2, 1, 2, 7, 0, 0]);
  const a = Float64Array.of(0.1, 0.1, 0.1);
  const units = unitsOf([3, 3, 3], [2, 2], true);
  const expected = [[0, 0, (2 / 3) * 0.1], [1, 0, (1 / 3) * 0.1]]; // prettier-ignore
  assert.deepEqual(arcsOf(tree, units, a, new Float64Array(2)), expected);
  tree.flow[4] = 5;
  const all = [...expected, [1, 1, (5 / 3) * 0.1]];
  assert.deepEqual(arcsOf(tree, units, a, new Float64Array(2)), all);

  const single = treeOf(1, 1, [2, 0, -1]);
  single.flow.set([0, 1]);
  assert.deepEqual(
    arcsOf(single, unitsOf([1], [1], true), Float64Array.of(3), Float64Array.of(3)),
    [[0, 0, 3]],
  );
});

test('other masses are eliminated from the leaves inwards, whatever the flows in units', () => {
  // column 0 at the root, rows 0 and 1 below it, column 1 below row 1, row 2 below column 1, column 2 at the root
  const tree = treeOf(3, 3, [3, 3, 4, 6, 1, 6, -1]);
  tree.flow.fill(99);
  const a = Float64Array.of(2, 7, 4);
  const units = unitsOf([1, 1, 1], [1, 1, 1], false);
  assert.deepEqual(arcsOf(tree, units, a, Float64Array.of(3, 10, 1)), [
    [0, 0, 2],
    [1, 0, 1],
    [2, 1, 4],
    [1, 1, 6],
  ]);
  // column 1 wants less than row 2 has: what would flow back is left out, and row 1 ships all it has
  assert.deepEqual(arcsOf(tree, units, a, Float64Array.of(9, 3, 1)), [
    [0, 0, 2],
    [1, 0, 7],
    [2, 1, 4],
  ]);
});

/** What row 0 ships to its parent when the other columns, its children, want these masses. */
function leftOver(mass: number, ...children: number[]): number {
  const count = children.length;
  // link lays children ascending, and elimination goes back along the thread: the last child is the first
  const tree = treeOf(1, count + 1, [1, count + 2, ...children.map(() => 0), -1]);
  const b = Float64Array.of(1, ...children.reverse());
  const units = unitsOf([1], [...b], false);
  const [[row, column, rest]] = arcsOf(tree, units, Float64Array.of(mass), b);
  assert.deepEqual([row, column], [0, 0]);
  return rest;
}

test('what is left of a mass is right to its last digit, however small beside those that left', () => {
  const u = 2 ** -53;
  assert.equal(leftOver(1, u / 2, u / 2, u / 2, 1 - 4 * u), 2.5 * u);
  const children = [0.03, 2 ** -60, 0.06];
  const exact = children.map(exactly).reduce(subtract, exactly(0.1));
  assert.equal(leftOver(0.1, ...children), rounded(exact));
  // at last more leaves than is left by the running difference, that is to 1 - 2u - ¾u and 1 - 2u
  assert.equal(leftOver(1 - u, 0.75 * u, 1 - 3 * u, 1.125 * u), 0.125 * u);
});

test('what only the root would take is lost, what would flow back is at stake with its detour', () => {
  // column 0 at the root, rows 0 and 1 below it, column 1 below row 1, row 2 below column 1, column 2 at the root
  const tree = treeOf(3, 3, [3, 3, 4, 6, 1, 6, -1]);
  const units = unitsOf([1, 1, 1], [1, 1, 1], false);
  const matrix = [[5, 90, 0], [7, 11, 0], [20, 13, 0]]; // prettier-ignore
  const costs = { cost: (i: number, j: number) => matrix[i][j] };
  tree.price(costs);
  const risk = (...b: number[]): { lost: number; stake: number } => {
    const masses = paired(Float64Array.of(2, 7, 4), Float64Array.from(b));
    const { lost, stake } = treeMasses(tree, units, masses, costs);
    return { lost: Math.round(lost * 2 ** 60) / 2 ** 60, stake };
  };
  // column 2 gets nothing
  assert.deepEqual(risk(3, 10, 0.25), { lost: 0.25, stake: 0 });
  assert.deepEqual(risk(3, 10, 0), { lost: 0, stake: 0 });
  // column 0 wants 4 and gets 3, or 2 and is offered 3
  assert.deepEqual(risk(4, 10, 0), { lost: 1, stake: 0 });
  assert.deepEqual(risk(2, 10, 0), { lost: 1, stake: 0 });
  // 1 of row 2 would flow back over column 1 and row 1: its detour is to column 0, 20 - (13 - 11 + 7)
  assert.deepEqual(risk(9, 3, 0), { lost: 0, stake: 20 - (13 - 11 + 7) });
  // as much would flow back over column 0 and row 0, which has no columns of its own
  const alone = treeOf(2, 1, [2, 2, 3, -1]);
  const few = paired(Float64Array.of(-1, 2), Float64Array.of(1));
  const { lost, stake } = treeMasses(alone, unitsOf([1, 1], [1], false), few, free);
  assert.ok(Math.abs(lost - 2) < 1e-15 && stake === 0, `${lost}`);
  const uniform = treeOf(1, 1, [2, 0, -1]);
  uniform.flow.set([0, 1]);
  const single = paired(Float64Array.of(3), Float64Array.of(3));
  const exact = treeMasses(uniform, unitsOf([1], [1], true), single, free);
  assert.deepEqual([exact.lost, exact.stake], [0, 0]);
});

test('masses are pairs: what the rounding of their scaling left is shipped too', () => {
  const u = 2 ** -53;
  const tree = treeOf(1, 3, [1, 4, 0, 0, -1]);
  const units = unitsOf([1], [1, 1, 1], false);
  const masses = {
    a: Float64Array.of(1),
    b: Float64Array.of(u, 0.5, 0.5),
    aLow: Float64Array.of(u / 4),
    bLow: Float64Array.of(0, -u / 2, -u / 4),
  };
  const { row, column, mass, lost } = treeMasses(tree, units, masses, free);
  assert.deepEqual([[...row], [...column]], [[0, 0, 0], [0, 1, 2]]); // prettier-ignore
  assert.deepEqual([...mass], [u, 0.5 - u / 2, 0.5]);
  assert.ok(lost < 2 ** -90, `${lost}`);
});
