import { showDuration } from '../terminal/durations.js';
import { ProgressLines } from '../terminal/progress.js';
import { runInWorkers, type ParallelTask } from '../runs/parallelTrainings.js';
import type { Sweep } from './sweepFile.js';
import type { Training } from './trainings.js';

/** How a sweep's trainings went. */
export interface SweepRun {
  /** false where an interrupt stopped them */
  readonly complete: boolean;
  /** a sentence for each training that failed */
  readonly failures: readonly string[];
}

/**
 * Runs the trainings that are not finished, on this machine: new ones from the start, those begun from
 * their newest checkpoint. One that fails is told, and the others go on.
 */
export async function runSweep(
  sweep: Sweep,
  trainings: readonly Training[],
  workers: number,
  command: string,
): Promise<SweepRun> {
  const left = trainings.filter(({ state }) => state !== 'finished');
  const lines = new ProgressLines(process.stderr);
  const began = performance.now();
  const failures: string[] = [];
  let ended = 0;
  const complete = await runInWorkers(
    left.map((training) => taskOf(training, sweep, command)),
    workers,
    {
      lines,
      onFailure: ({ title }, sentence) => {
        failures.push(sentence);
        lines.finish(title, sentence);
      },
      onEnd: () => {
        ended += 1;
        const seconds = (performance.now() - began) / 1000;
        const rest =
          ended === left.length
            ? ''
            : `, ${showDuration((seconds / ended) * (left.length - ended))} left`;
        lines.say(`${ended} of ${left.length} trainings through, ${showDuration(seconds)}${rest}`);
      },
    },
  );
  return { complete, failures };
}

function taskOf(
  { name, path, config, state }: Training,
  { data, evaluation }: Sweep,
  command: string,
): ParallelTask {
  if (state === 'begun') return { title: name, task: { resume: path } };
  const { signals, every: evaluateEvery } = evaluation;
  return { title: name, task: { config, data, out: path, signals, evaluateEvery, command } };
}
