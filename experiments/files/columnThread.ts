import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { ColumnFile } from './columnFile.js';
import type { Answer, Opening, Request } from './columnWorker.js';

/** MiB of JavaScript objects that reading may take. */
const MOST_HEAP = 4096;

const readers = { Parquet: 'hyparquet', ROOT: 'jsroot', HDF5: 'h5wasm' } as const;

/**
 * A file that a package of others reads, in a thread of its own: whatever a damaged or hostile file makes of that
 * package, an endless loop, a crash, or words on the standard output, ends here as an Error of one sentence. `seconds`
 * is how long one block may take.
 */
export async function openInThread(opening: Opening, seconds = 120): Promise<ColumnFile> {
  const debugging = process.env.WNAE_DEBUG === '1';
  const worker = new Worker(new URL('./columnWorker.js', import.meta.url), {
    workerData: opening,
    stdout: true,
    stderr: !debugging,
    resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP },
  });
  if (debugging) worker.stdout.pipe(process.stderr);
  const unreadable = (reason: string): Error =>
    new Error(
      `expected a whole ${opening.format} file, got one that ${readers[opening.format]} cannot read (${reason}); ` +
        'write it again',
    );
  const answer = async (): Promise<Exclude<Answer, { error: string }>> => {
    const stop = new AbortController();
    const abort = (reason: string) => (): void => stop.abort(new Error(reason));
    const ended = abort('it ended without an answer');
    const timer = setTimeout(abort(`no answer in ${seconds} s`), 1000 * seconds);
    worker.once('exit', ended);
    let message: Answer;
    try {
      // an error of the thread rejects
      [message] = (await once(worker, 'message', { signal: stop.signal })) as [Answer];
    } catch (error) {
      void worker.terminate();
      const reason = stop.signal.aborted ? stop.signal.reason : error;
      throw unreadable((reason as Error).message);
    } finally {
      clearTimeout(timer);
      worker.off('exit', ended);
    }
    if (!('error' in message)) return message;
    // ours, with or without the file
    throw /(?:^|: )expected /.test(message.error)
      ? new Error(message.error)
      : unreadable(message.error);
  };
  const ask = (request: Request): ReturnType<typeof answer> => {
    worker.postMessage(request);
    return answer();
  };
  try {
    const opened = await answer();
    if (!('columns' in opened)) throw unreadable('an answer out of turn');
    return {
      ...opened,
      async *read(names) {
        for (let request: Request = { read: names }; ; request = 'next') {
          const found = await ask(request);
          if (!('block' in found) || found.block === null) return;
          yield found.block;
        }
      },
      close: () => void worker.terminate(),
    };
  } catch (error) {
    void worker.terminate();
    throw error;
  }
}
