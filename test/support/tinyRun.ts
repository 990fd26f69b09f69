import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { key, normal } from '../../lib/random/index.js';
import { writeNpy } from '../../lib/io/index.js';

/** The compiled command line. */
export const cli = join(import.meta.dirname, '../../experiments/cli.js');

export interface Spoken {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `wnae` and waits for it. */
export function wnae(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Spoken {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { code: status, out: stdout, err: stderr };
}

/** Runs `wnae` beside the test. */
export function wnaeBeside(args: readonly string[], cwd: string): Promise<Spoken> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [cli, ...args], { cwd }, (_, out, err) =>
      resolve({ code: child.exitCode, out, err }),
    );
  });
}

/** A folder that is gone after the test file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'wnae-test-'));
  after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));
  return folder;
}

/** Writes `rows` points of a correlated normal cloud in `columns` dimensions as .npy. */
export function writeCloud(path: string, rows: number, columns = 3, seed = 1, shift = 0): void {
  const data = normal(key(seed), rows * columns);
  for (let k = 0; k < data.length; k++) {
    if (k % columns > 0) data[k] = 0.8 * data[k - 1] + 0.6 * data[k];
  }
  const shifted = data.map((x) => x + shift);
  writeFileSync(path, writeNpy({ shape: [rows, columns], data: shifted }));
}

/** Settings with which a training of a few epochs takes a fraction of a second. */
export const tinyConfig = {
  network: { hidden: [4], code: 2 },
  batchSize: 32,
  validationSize: 32,
  epochs: 4,
  sampler: { steps: 3, bufferSize: 48, latent: { steps: 2 } },
  preprocessing: { quantiles: 50 },
};
