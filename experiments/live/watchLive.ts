import { Option } from 'commander';
import type { RunControl, TrainedRun } from '../runs/session.js';
import { sentenceOf } from '../terminal/failure.js';
import { builtFile } from './builtFiles.js';
import { livePage } from './livePage.js';
import { LiveTraining } from './liveTraining.js';
import { serveLocally } from './localServer.js';
import { loadPlotScripts } from './plotScripts.js';

export function liveOption(): Option {
  return new Option(
    '--live',
    'show the training in a page on this machine while it runs (docs/live.md)',
  );
}

/** Runs a training with a page that shows it; the page's server ends with the training. */
export async function watchLive(
  control: RunControl,
  train: (control: RunControl) => Promise<TrainedRun>,
): Promise<TrainedRun> {
  const page = { type: 'text/html', body: livePage() };
  const scripts = loadPlotScripts();
  const live = new LiveTraining();
  const server = await serveLocally((path, response) => {
    if (path === '/') return page;
    if (path !== '/events') return scripts.get(path) ?? builtFile(path);
    live.join(response);
    return 'taken';
  });
  control.onNotice?.(`live at ${server.url}`);
  try {
    const run = await train({
      ...control,
      watcher: live,
      onProgress(progress) {
        control.onProgress?.(progress);
        live.progress(progress);
      },
    });
    live.end(
      run.summary === null
        ? { outcome: 'interrupted', sentence: `wnae resume ${run.folder.path} goes on` }
        : { outcome: 'finished', sentence: '' },
    );
    return run;
  } catch (error) {
    live.end({ outcome: 'failed', sentence: sentenceOf(error) });
    throw error;
  } finally {
    await server.close();
  }
}
