import { Bids } from './bids.js';
import type { MassUnits } from './massUnits.js';
import type { RowLists } from './rowLists.js';
import type { RowScanner } from './rowScanner.js';
import { BOUNDS, LIST_LENGTH, STEP } from './workspace.js';

/** After every so many bids a node, beyond those that it is to wait for, ε grows by this factor. */
const PATIENCE = 1;
const IMPATIENCE = 2;

/** A plan that is nearly optimal, and may be incomplete. */
export interface Allocation {
  row: Int32Array;
  column: Int32Array;
  /** in units */
  mass: Float64Array;
}

/**
 * Auction for the transport problem (Bertsekas 1988; Bertsekas and Castañón 1989), in one phase: rows
 * bid for columns, columns raise their prices p.
 *
 * A row with mass to place bids for all of it on the column of least c + p. It offers the price at which its
 * second best column would be as good, plus ε. A full column expels its lowest bids, and its price becomes
 * the lowest that stays. So every placed mass pays at most ε more than the least of its row
 * (ε-complementary slackness), and a complete allocation costs at most ε · mass too much.
 *
 * A row that holds a whole column does not bid on it again: it could only outbid itself, ε by ε. The
 * price of such a column follows the row's best other one.
 *
 * Prices only rise, so the row lists stay valid until nothing listed lies below the bound; then the row
 * is scanned again. Where many columns are about as good (ties, clusters, few dimensions) rows outbid each
 * other in steps of ε; so ε grows while the auction lasts. Rows bid in the order of a stack, row 0 first. After `maxBids` what is not placed
 * stays so: the simplex places it.
 *
 * @param scanner its prices are those to start from, any are allowed; they are changed in place.
 * @param epsilon ≥ 0, in units of cost, to begin with.
 * @param calm bids a node before it begins to grow.
 */
export function auction(
  lists: RowLists,
  scanner: RowScanner,
  { supply, demand }: MassUnits,
  epsilon: number,
  calm: number,
  maxBids: number,
): Allocation {
  const { prices } = scanner;
  const { columns, costs, length, bounds } = lists;
  const n = supply.length;
  const m = demand.length;
  const held = new Float64Array(m);
  /** the row that holds all of a column alone */
  const owner = new Int32Array(m).fill(-1);
  const bids = new Bids(m, n + m);
  const left = supply.slice();
  const waiting = new Int32Array(n).map((_, k) => n - 1 - k);
  let waitingCount = n;
  let count = 0;

  const patience = PATIENCE * (n + m);
  while (waitingCount > 0 && count < maxBids) {
    const i = waiting[--waitingCount];
    // The two least values, except in columns that the row owns.
    let best = Infinity;
    let second = Infinity;
    let bestEntry = -1;
    let owns = false;
    for (let scanned = false; ; scanned = true) {
      best = Infinity;
      second = Infinity;
      owns = false;
      const end = i * LIST_LENGTH + length[i];
      for (let k = i * LIST_LENGTH, at = i * BOUNDS; k < end; at++) {
        for (const stop = Math.min(k + STEP, end); k < stop; k++) {
          const j = columns[k];
          const value = costs[k] + prices[j];
          if (value > second) continue;
          if (owner[j] === i) owns = true;
          else if (value < best || (value === best && j < columns[bestEntry])) {
            second = best;
            best = value;
            bestEntry = k;
          } else second = value;
        }
        if (bounds[at] > second) break;
      }
      if (best <= lists.boundOf(i) || scanned) break;
      lists.rebuild(i, scanner);
    }
    // All that is listed is the row's own, or nothing is: the simplex places this row's mass.
    if (best === Infinity) continue;
    second = Math.min(second, lists.boundOf(i));
    if (second === Infinity) second = best;
    if (owns) raiseOwned(i, best);

    const j = columns[bestEntry];
    const level = prices[j] + (second - best) + epsilon;
    let amount = left[i];
    let excess = held[j] + amount - demand[j];
    left[i] = 0;
    count++;
    if (count > calm * (n + m) && count % patience === 0) epsilon *= IMPATIENCE;
    while (excess > 0) {
      const lowest = bids.lowest[j];
      if (lowest < 0 || bids.level[lowest] >= level) {
        // The bid itself is the lowest: what does not fit stays with the row.
        amount -= excess;
        left[i] = excess;
        waiting[waitingCount++] = i;
        break;
      }
      const from = bids.row[lowest];
      const mass = bids.mass[lowest];
      if (from === i) {
        // The row's own older bid joins the new one.
        amount += mass;
        held[j] -= mass;
        bids.pop(j);
        continue;
      }
      const expelled = Math.min(excess, mass);
      if (left[from] === 0) waiting[waitingCount++] = from;
      left[from] += expelled;
      held[j] -= expelled;
      excess -= expelled;
      if (expelled === mass) bids.pop(j);
      else bids.mass[lowest] = mass - expelled;
    }
    if (amount > 0) {
      bids.push(j, i, amount, level);
      held[j] += amount;
    }
    if (held[j] >= demand[j]) {
      const lowest = bids.lowest[j];
      if (bids.level[lowest] > prices[j]) prices[j] = bids.level[lowest];
      owner[j] = bids.isSingle(j) ? bids.row[lowest] : -1;
    }
  }

  /** Lets the prices of columns that row i owns follow its best other value. */
  function raiseOwned(i: number, best: number): void {
    for (let k = i * LIST_LENGTH; k < i * LIST_LENGTH + length[i]; k++) {
      const j = columns[k];
      if (owner[j] !== i || costs[k] + prices[j] >= best) continue;
      prices[j] = best - costs[k];
      bids.level[bids.lowest[j]] = prices[j];
    }
  }

  return allocationOf(bids);
}

function allocationOf(bids: Bids): Allocation {
  let count = 0;
  bids.forEach(() => count++);
  const row = new Int32Array(count);
  const column = new Int32Array(count);
  const mass = new Float64Array(count);
  let k = 0;
  bids.forEach((j, bid) => {
    row[k] = bids.row[bid];
    column[k] = j;
    mass[k++] = bids.mass[bid];
  });
  return { row, column, mass };
}
