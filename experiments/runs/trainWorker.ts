import { parentPort, workerData } from 'node:worker_threads';
import { FailedCheck } from '../terminal/failure.js';
import type { TrainingProgress } from '../terminal/progress.js';
import type { RunControl } from './session.js';
import { resumeRun, trainRun, type TrainRunOptions } from './trainRun.js';

/** What a worker is started with, a new training or a run to go on with, and what it says. */
export type WorkerTask = Omit<TrainRunOptions, keyof RunControl> | { readonly resume: string };
export type WorkerMessage =
  | { readonly progress: TrainingProgress }
  | { readonly notice: string }
  | { readonly ended: 'finished' | 'interrupted' }
  /** the sentence of a FailedCheck, whose class does not cross threads */
  | { readonly failedCheck: string };

const port = parentPort;
if (port === null) throw new Error('trainWorker: expected to be started as a worker thread');

const say = (message: WorkerMessage): void => port.postMessage(message);
let stop = false;
port.on('message', () => {
  stop = true;
});

let told = 0;
try {
  const task = workerData as WorkerTask;
  const control: RunControl = {
    shouldStop: () => stop,
    onNotice: (notice) => say({ notice }),
    onProgress(progress) {
      const now = performance.now();
      if (progress.step > 0 && now - told < 100) return;
      told = now;
      say({ progress });
    },
  };
  const { summary } =
    'resume' in task
      ? await resumeRun(task.resume, control)
      : await trainRun({ ...task, ...control });
  say({ ended: summary === null ? 'interrupted' : 'finished' });
} catch (error) {
  if (!(error instanceof FailedCheck)) throw error;
  say({ failedCheck: error.message });
}
port.close();
