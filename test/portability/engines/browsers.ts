import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { arch, tmpdir, type } from 'node:os';
import { join } from 'node:path';
import type { Report } from '../report.js';
import { EngineMissing, LIMIT_MS, type Engine, type Request } from './engine.js';
import { servePage } from './pageServer.js';

interface Browser {
  readonly name: string;
  readonly programs: readonly string[];
  readonly debian: string;
  /** to open `url` without a window, with a profile of its own in `folder` */
  readonly args: (folder: string, url: string) => string[];
}

const installed: readonly Browser[] = [
  {
    name: 'Chromium',
    programs: ['chromium', 'chromium-browser', 'google-chrome'],
    debian: 'chromium',
    args: (folder, url) => [
      '--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', `--user-data-dir=${folder}`, url,
    ], // prettier-ignore
  },
  {
    name: 'Firefox',
    programs: ['firefox-esr', 'firefox'],
    debian: 'firefox-esr',
    args: (folder, url) => ['--headless', '--no-remote', '--profile', folder, url],
  },
];

export const browsers: readonly Engine[] = installed.map((browser) => ({
  name: browser.name,
  place: `${type()}, ${arch()}`,
  report: (request) => fromBrowser(browser, request),
}));

async function fromBrowser(
  { name, programs, debian, args }: Browser,
  request: Request,
): Promise<Report> {
  const program = programs.find((one) => spawnSync(one, ['--version']).status === 0);
  if (program === undefined) {
    throw new EngineMissing(
      `expected ${name} as one of ${programs.join(', ')}, but none is on this machine; on Debian apt-get install ${debian}`,
    );
  }
  const folder = mkdtempSync(join(tmpdir(), 'wnae-browser-'));
  const server = await servePage();
  // a group of its own, so that the processes that it starts end with it
  const child = spawn(program, args(folder, server.url(request)), {
    stdio: 'ignore',
    detached: true,
    env: { ...process.env, HOME: folder },
  });
  try {
    return await Promise.race([server.next(), ended(child), late()]);
  } finally {
    server.close();
    await stop(child);
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

function ended(child: ChildProcess): Promise<never> {
  return new Promise((_, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`the browser ended with code ${code}`)));
  });
}

function late(): Promise<never> {
  return new Promise((_, reject) => {
    const seconds = LIMIT_MS / 1000;
    setTimeout(() => reject(new Error(`no report within ${seconds} s`)), LIMIT_MS).unref();
  });
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.pid === undefined) return resolve();
    child.on('exit', () => resolve());
    process.kill(-child.pid, 'SIGKILL');
  });
}
