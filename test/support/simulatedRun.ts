import assert from 'node:assert/strict';
import { resolveConfig, type Config } from '../../algorithms/index.js';
import { sha256 } from '../../experiments/runs/digest.js';
import type { Machine } from '../../experiments/runs/machine.js';
import type { ProcessName } from '../../experiments/runs/processes.js';
import { RunFolder } from '../../experiments/runs/runFolder.js';
import type { RunControl } from '../../experiments/runs/session.js';
import { resumeRun, trainRun } from '../../experiments/runs/trainRun.js';
import { SimulatedDisk } from './simulatedDisk.js';

export const OUT = '/disk/runs/mine';

/** Settings of a training of a few milliseconds. */
export const minuteConfig = {
  model: 'wnae',
  network: { hidden: [3], code: 1 },
  batchSize: 8,
  validationSize: 4,
  epochs: 2,
  sampler: { steps: 2, bufferSize: 12 },
  optimiser: { schedule: 'plateau', plateau: { patience: 0 } },
  preprocessing: { quantiles: 10 },
} as const;

/** A machine whose disk is simulated; its processes come and go with `nextProcess`. */
export class SimulatedMachine implements Machine {
  readonly files = new SimulatedDisk('/disk');
  /** seconds */
  time = 0;
  private pid = 100;

  readonly now = (): number => this.time;
  readonly wait = (): void => undefined;

  readonly processes = {
    self: this.named(),
    runs: ({ host, pid }: ProcessName): boolean | null =>
      host === 'here' ? pid === this.pid && !this.files.isKilled : null,
  };

  /** The process of the run was killed, or ended; another one goes on. */
  nextProcess(): void {
    this.pid += 1;
    (this.processes as { self: ProcessName }).self = this.named();
    this.files.restart();
  }

  private named(): ProcessName {
    return { pid: this.pid, host: 'here', began: `tick ${this.pid}` };
  }
}

export interface SimulatedRunOptions {
  readonly data: string;
  readonly signals?: readonly string[];
  readonly config?: Readonly<Record<string, unknown>>;
  /** replaces a run that is there, rather than going on with it */
  readonly force?: boolean;
  readonly control?: RunControl;
}

/**
 * A process that trains until it ends, fails or is killed: it starts the run, or goes on with it where
 * there is one. It saves a checkpoint after every step.
 */
export async function runProcess(
  machine: SimulatedMachine,
  { data, signals = [], config, force = false, control }: SimulatedRunOptions,
): Promise<'finished' | 'interrupted' | Error> {
  const begun = machine.files.exists(`${OUT}/config.json`) && !force;
  const all = { checkpointSeconds: 0, ...control, machine };
  try {
    const { summary } = begun
      ? await resumeRun(OUT, all)
      : await trainRun({
          ...all,
          config: configOf(config),
          data: { source: data },
          signals,
          evaluateEvery: 2,
          out: OUT,
          force,
        });
    return summary === null ? 'interrupted' : 'finished';
  } catch (error) {
    return error as Error;
  }
}

function configOf(config: Readonly<Record<string, unknown>> = minuteConfig): Config {
  return resolveConfig(config);
}

/** All that must not depend on faults: SHA-256 of the bytes of configuration, metrics, digests, summary and last checkpoint. */
export function outcomeOf({ files }: SimulatedMachine): Record<string, string> {
  const folder = RunFolder.open(OUT, files);
  const { status, nullFloor, jets, sha256: digests } = folder.manifest;
  assert.equal(status, 'finished');
  const paths = ['config.json', 'metrics.jsonl', 'digests.jsonl', 'summary.json'].map(
    (name) => `${OUT}/${name}`,
  );
  return Object.fromEntries([
    ...[...paths, folder.checkpoints.paths[0]].map((path) => [path, sha256(files.read(path))]),
    ['manifest', JSON.stringify({ status, nullFloor, jets, digests })],
  ]) as Record<string, string>;
}
