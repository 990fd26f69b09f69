import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { TransportProblem } from '../../lib/transport/index.js';
import { pairsOf, repeatsFor } from './measure.js';
import { type Timing } from '../support/timing.js';
import { show } from '../support/table.js';

export interface PotTiming extends Timing {
  readonly cost: number;
  /** largest resident memory of a process that read the problem and solved it once, in MiB */
  readonly memory: number;
  /** whether it is one run's time, without any to warm up */
  readonly once: boolean;
}

/** Pairs from which on POT runs once: it takes seconds. */
const ONCE = 4096 * 3072;
/** Exit status of the script where POT cannot be imported. */
const MISSING = 3;
const script = join(import.meta.dirname, '../../../experiments/peers/pot_transport.py');
let missing = false;

/**
 * Solves a problem with POT in a process of its own: once where that takes seconds, else as often as
 * `time` does, at most 30 times, after once to warm up. Null where `/usr/bin/python3` does not have POT.
 */
export function pot(problem: TransportProblem): PotTiming | null {
  if (missing) return null;
  const once = pairsOf(problem) >= ONCE;
  const repeats = once ? 1 : Math.min(30, repeatsFor(problem)) + 1;
  const { status, error, stdout, stderr } = spawnSync('/usr/bin/python3', [script], {
    input: JSON.stringify({ ...problem, repeats }, (_, value: unknown) =>
      ArrayBuffer.isView(value) ? [...(value as Float64Array)] : value,
    ),
    encoding: 'utf8',
    maxBuffer: 1 << 24,
  });
  if (status === 0) return { ...(JSON.parse(stdout) as Omit<PotTiming, 'once'>), once };
  const noPython = (error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
  if (status !== MISSING && !noPython) {
    throw new Error(`transport: expected POT to solve the problem, but it failed: ${stderr}`, {
      cause: error,
    });
  }
  console.log('POT is missing under /usr/bin/python3: no peer in this run');
  missing = true;
  return null;
}

export function showPot(timing: PotTiming | null): string {
  if (timing === null) return '–';
  return timing.once ? `${timing.median.toFixed(0)} (once)` : show(timing);
}
