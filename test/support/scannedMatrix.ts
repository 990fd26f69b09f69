import type { MassUnits } from '../../lib/transport/massUnits.js';
import { Scan } from '../../lib/transport/scan.js';
import type { Draws } from './draws.js';

/** A matrix of costs in the memory of the scan kernels, at prices, with the lists of its rows. */
export function scannedMatrix(
  costs: readonly (readonly number[])[],
  units: MassUnits,
  prices: readonly number[],
): Scan {
  const columns = prices.length;
  const scan = new Scan(
    {
      a: units.supply,
      b: units.demand,
      costs: {
        kind: 'matrix',
        entries: Float64Array.from(costs.flat()),
        rowPlace: Float64Array.from(costs, (_, i) => i * columns),
        columnPlace: Float64Array.from(prices.keys()),
      },
    },
    units,
  );
  for (let stage = 0; stage < scan.stages; stage++) scan.enter(stage);
  scan.scanner.prices.set(prices);
  scan.run('listRows');
  return scan;
}

/** Masses in units: uniform ones, or any of equal totals. */
export function drawUnits(draw: Draws, rows: number, columns: number, uniform: boolean): MassUnits {
  if (uniform) {
    const each = draw.integer(1, 2);
    return {
      supply: new Float64Array(rows).fill(each * columns),
      demand: new Float64Array(columns).fill(each * rows),
      uniform,
    };
  }
  const total = rows * columns + draw.integer(0, rows);
  const parts = (count: number): Float64Array => {
    const masses = new Float64Array(count).fill(1);
    const heavy = draw.chance(0.3) ? 0 : count - 1;
    for (let left = total - count; left > 0; left--) masses[draw.integer(0, heavy)]++;
    return masses;
  };
  return { supply: parts(rows), demand: parts(columns), uniform };
}
