import { describeProgress, ProgressLines } from './progress.js';
import type { RunControl } from '../runs/trainRun.js';

/**
 * Runs a training with its progress on standard error. An interrupt (Ctrl-C) or a request to
 * terminate stops it at the end of the epoch, with a checkpoint.
 */
export async function watchTraining<T>(
  name: string,
  train: (control: RunControl) => Promise<T>,
): Promise<T> {
  const lines = new ProgressLines(process.stderr);
  const interrupt = watchInterrupts((signal) =>
    lines.say(`${signal}: stopping at the end of this epoch`),
  );
  try {
    return await train({
      onProgress(progress) {
        const text = describeProgress(progress);
        const { epoch, epochs, step } = progress;
        if (epoch === epochs && step === 0) lines.finish(name, text);
        else lines.update(name, text);
      },
      shouldStop: () => interrupt.received,
    });
  } finally {
    interrupt.release();
  }
}

/** Notes SIGINT and SIGTERM instead of dying of them, until released. */
export function watchInterrupts(told: (signal: NodeJS.Signals) => void): {
  readonly received: boolean;
  release(): void;
} {
  const watch = { received: false, release };
  const note = (signal: NodeJS.Signals): void => {
    watch.received = true;
    told(signal);
  };
  process.on('SIGINT', note).on('SIGTERM', note);
  function release(): void {
    process.off('SIGINT', note).off('SIGTERM', note);
  }
  return watch;
}
