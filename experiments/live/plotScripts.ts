import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Content } from './localServer.js';

/** Observable Plot and what it stands on as scripts for a page, by path. */
export function loadPlotScripts(): ReadonlyMap<string, Content> {
  let plot: string;
  try {
    plot = fileURLToPath(import.meta.resolve('@observablehq/plot'));
  } catch (error) {
    throw missing(error);
  }
  const files = {
    '/scripts/d3.js': join(dirname(createRequire(plot).resolve('d3')), 'd3.min.js'),
    '/scripts/plot.js': join(dirname(plot), '../dist/plot.umd.min.js'),
  };
  return new Map(
    Object.entries(files).map(([path, file]) => {
      if (!existsSync(file)) throw missing(new Error(`there is no ${file}`));
      return [path, { type: 'text/javascript', body: readFileSync(file) }];
    }),
  );
}

function missing(cause: unknown): Error {
  return new Error(
    'live: the page needs the package @observablehq/plot, which is not installed; npm install @observablehq/plot adds it',
    { cause },
  );
}
