import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { TransportProblem } from '../../lib/transport/index.js';

export interface PotTiming {
  readonly cost: number;
  /** milliseconds of ot.dist (for points) and ot.emd */
  readonly median: number;
  readonly mad: number;
  /** largest resident memory of the process so far, in MiB */
  readonly memory: number;
}

const script = join(import.meta.dirname, '../../../experiments/peers/pot_transport.py');
let missing = false;

/** Solves a problem with POT in a process of its own; null where `/usr/bin/python3` does not have it. */
export function pot(problem: TransportProblem, repeats: number): PotTiming | null {
  if (missing) return null;
  const plain = Object.fromEntries(
    Object.entries(problem).map(([name, value]) => [
      name,
      ArrayBuffer.isView(value) ? [...(value as Float64Array)] : (value as unknown),
    ]),
  );
  const { status, stdout } = spawnSync('/usr/bin/python3', [script], {
    input: JSON.stringify({ ...plain, repeats }),
    encoding: 'utf8',
    maxBuffer: 1 << 24,
  });
  if (status === 0) return JSON.parse(stdout) as PotTiming;
  console.log('POT is missing under /usr/bin/python3: no peer in this run');
  missing = true;
  return null;
}
