import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networkSimplex, type ArcSearch } from '../../lib/transport/networkSimplex.js';
import { SpanningTree } from '../../lib/transport/spanningTree.js';

/**
 * What the simplex does on one row and two columns, with a search that finds the arc to the second, or nothing, as it is
 * told: `n` for the next arc, `.` where there is none, `p` for fresh potentials, `w` for a look at all arcs.
 */
function run(
  found: Iterable<boolean>,
  maxPivots = Infinity,
): { events: string; told: number[]; pivots: number; optimal: boolean } {
  const tree = new SpanningTree(1, 2);
  tree.link();
  let events = '';
  tree.price = () => {
    events += 'p';
  };
  const answers = [...found];
  const search: ArcSearch = {
    row: 0,
    column: 1,
    reduced: -1,
    next: () => {
      const answer = answers.shift() ?? false;
      events += answer ? 'n' : '.';
      return answer;
    },
    widen: () => {
      events += 'w';
      return answers.length > 0;
    },
  };
  const told: number[] = [];
  const onPivots = (pivots: number): void => {
    told.push(pivots);
  };
  const result = networkSimplex(tree, { cost: () => 0 }, search, { maxPivots, onPivots });
  assert.deepEqual([...tree.parent], [3, 3, result.pivots > 0 ? 0 : 3, -1]);
  return { events, told, ...result };
}

test('where no arc is found potentials are computed afresh, then every arc is looked at, and none left is the optimum', () => {
  const found = [true, true, false, false, true, false, true, false, false, true, false, false, false];
  const { events, pivots, optimal } = run(found);
  assert.equal(events, 'pnn.p.wn.pn.p.wn.p.w.');
  assert.deepEqual({ pivots, optimal }, { pivots: 5, optimal: true });
  assert.deepEqual(run([]), { events: 'p.w', told: [], pivots: 0, optimal: true });
}); // prettier-ignore

test('a search beyond its limit of pivots is not optimal', () => {
  const { events, pivots, optimal } = run([true, true, true], 2);
  assert.deepEqual([events, pivots, optimal], ['pnnn', 2, false]);
  assert.equal(run([true, true], 2).optimal, true);
});

test('after 64 rounds of fresh potentials every pivot gets fresh ones', () => {
  const { events } = run(Array(70).fill([true, false]).flat());
  assert.equal(events, `p${'n.p'.repeat(65)}${'np.p'.repeat(5)}.w`);
});

test('so it does after 200 pivots a node, and every 1024 of them are told', () => {
  const { events, told } = run(Array(2048).fill(true));
  assert.equal(events, `p${'n'.repeat(800)}${'np'.repeat(1248)}.p.w`);
  assert.deepEqual(told, [1024, 2048]);
});
