import { spawnSync } from 'node:child_process';
import { chromium, type Browser } from 'playwright-core';

const programs = ['chromium', 'chromium-browser', 'google-chrome'];

/** The machine's Chromium without a window, or a sentence on what to install. */
export async function openBrowser(): Promise<Browser | string> {
  const program = programs.find((one) => spawnSync(one, ['--version']).status === 0);
  if (program === undefined) {
    return `none of ${programs.join(', ')} is on this machine; on Debian apt-get install chromium`;
  }
  const path = spawnSync('which', [program], { encoding: 'utf8' }).stdout.trim();
  return chromium.launch({ executablePath: path, args: ['--no-sandbox'] });
}
