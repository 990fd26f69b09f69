import type { EmdOptions, TransportProblem } from '../../lib/transport/index.js';
import { emd } from '../../lib/transport/index.js';
import { dense } from './denseProblem.js';
import { Draws } from './draws.js';

/** Potentials to start from as a training has them: of another problem, or of the size of the costs. */
export function tameStart(problem: TransportProblem): EmdOptions {
  const { draw, columns, typical } = about(problem);
  if (draw.chance(0.4)) return { start: nearby(problem) };
  const size = draw.pick([0, 0.1, 1, 2]) * typical;
  return { start: draw.fill(columns, () => draw.between(-size, size)) };
}

/** Potentials that have nothing to do with the costs. */
export function wildStart(problem: TransportProblem): EmdOptions {
  const { draw, columns, typical } = about(problem);
  const kinds = [
    () => 1e6 * typical * draw.between(-1, 1),
    () => draw.pick([-1, 1]) * draw.binade(-40, 40),
    () => draw.pick([-1e32, 0, 1e32]),
  ];
  return { start: draw.fill(columns, draw.pick(kinds)) };
}

/** Draws that depend on the problem alone, so that its recipe replays them; the median of its finite |costs|. */
function about(problem: TransportProblem): { draw: Draws; columns: number; typical: number } {
  const { columns, costs } = dense(problem);
  const sizes = costs
    .filter((cost) => cost < Infinity)
    .map(Math.abs)
    .sort();
  const typical = sizes.length > 0 ? sizes[sizes.length >> 1] : 1;
  const digits = new Uint32Array(Float64Array.of(typical).buffer);
  return { draw: new Draws(digits[0] ^ digits[1]), columns, typical };
}

/** The optimal potentials of the same problem with its rows in reverse; undefined if it has no plan. */
function nearby(problem: TransportProblem): Float64Array | undefined {
  const { rows, columns, costs, a, b } = dense(problem);
  const reversed = costs.map(
    (_, k) => costs[(rows - 1 - Math.floor(k / columns)) * columns + (k % columns)],
  );
  try {
    return emd({ rows, columns, costs: reversed, a, b }).v;
  } catch {
    return undefined;
  }
}
