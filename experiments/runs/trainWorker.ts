import { parentPort, workerData } from 'node:worker_threads';
import { FailedCheck } from '../terminal/failure.js';
import type { TrainingProgress } from '../terminal/progress.js';
import type { RunControl } from './session.js';
import { trainRun, type TrainRunOptions } from './trainRun.js';

/** What a worker is started with, and what it says. */
export type WorkerTask = Omit<TrainRunOptions, keyof RunControl>;
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
  const { summary } = await trainRun({
    ...(workerData as WorkerTask),
    shouldStop: () => stop,
    onNotice: (notice) => say({ notice }),
    onProgress(progress) {
      const now = performance.now();
      if (progress.step > 0 && now - told < 100) return;
      told = now;
      say({ progress });
    },
  });
  say({ ended: summary === null ? 'interrupted' : 'finished' });
} catch (error) {
  if (!(error instanceof FailedCheck)) throw error;
  say({ failedCheck: error.message });
}
port.close();
