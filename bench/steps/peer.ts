import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { DType } from '../../lib/tensor/index.js';
import type { Timing } from '../support/timing.js';

export interface PeerCase {
  readonly what: 'step' | 'chain' | 'score';
  readonly model?: string;
  readonly batch: number;
  readonly dtype: DType;
  readonly repeats: number;
}

const script = join(import.meta.dirname, '../../../experiments/peers/torch_steps.py');
let missing = false;

/** What PyTorch + POT take for the same, or null without them, which is said once. */
export function peer(wanted: PeerCase): Timing | null {
  if (missing) return null;
  const options = Object.entries(wanted).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const { status, stdout, stderr } = spawnSync('/usr/bin/python3', [script, ...options], {
    encoding: 'utf8',
  });
  if (status === 0) return JSON.parse(stdout) as Timing;
  missing = true;
  const reason = stderr?.trim().split('\n').at(-1) ?? 'no /usr/bin/python3';
  console.log(`PyTorch or POT cannot run under /usr/bin/python3 (${reason}): no peer in this run`);
  return null;
}
