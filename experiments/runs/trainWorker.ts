import { parentPort, workerData } from 'node:worker_threads';
import type { TrainingProgress } from '../terminal/progress.js';
import { trainRun, type TrainRunOptions } from './trainRun.js';

/** What a worker is started with, and what it says. */
export type WorkerTask = Omit<TrainRunOptions, 'onProgress' | 'shouldStop'>;
export type WorkerMessage =
  { readonly progress: TrainingProgress } | { readonly ended: 'finished' | 'interrupted' };

const port = parentPort;
if (port === null) throw new Error('trainWorker: expected to be started as a worker thread');

const say = (message: WorkerMessage): void => port.postMessage(message);
let stop = false;
port.on('message', () => {
  stop = true;
});

let told = 0;
const { summary } = await trainRun({
  ...(workerData as WorkerTask),
  shouldStop: () => stop,
  onProgress(progress) {
    const now = performance.now();
    if (progress.step > 0 && now - told < 100) return;
    told = now;
    say({ progress });
  },
});
say({ ended: summary === null ? 'interrupted' : 'finished' });
port.close();
