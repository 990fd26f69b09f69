import { describeProgress, ProgressLines } from './progress.js';
import type { RunControl } from '../runs/session.js';

/**
 * Runs a training with its progress on standard error. An interrupt (Ctrl-C) or a request to
 * terminate stops it at the end of the step, with a checkpoint; a second one ends the process.
 */
export async function watchTraining<T>(
  name: string,
  train: (control: RunControl) => Promise<T>,
): Promise<T> {
  const lines = new ProgressLines(process.stderr);
  const interrupt = watchInterrupts((signal) =>
    lines.say(`${signal}: stopping at the end of this step; again to stop at once`),
  );
  try {
    return await train({
      onProgress(progress) {
        const text = describeProgress(progress);
        const { epoch, epochs, step } = progress;
        if (epoch === epochs && step === 0) lines.finish(name, text);
        else lines.update(name, text);
      },
      onNotice: (notice) => lines.say(notice),
      shouldStop: () => interrupt.received,
    });
  } finally {
    interrupt.release();
  }
}

/**
 * Notes the first SIGINT or SIGTERM instead of dying of it, until released; a second one ends the
 * process at once.
 */
export function watchInterrupts(told: (signal: NodeJS.Signals) => void): {
  readonly received: boolean;
  release(): void;
} {
  const watch = { received: false, release };
  const note = (signal: NodeJS.Signals): void => {
    // without a listener a signal does what it does to any process, even amid a long step
    release();
    watch.received = true;
    told(signal);
  };
  process.on('SIGINT', note).on('SIGTERM', note);
  function release(): void {
    process.off('SIGINT', note).off('SIGTERM', note);
  }
  return watch;
}
