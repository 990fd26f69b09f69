import { spawnSync } from 'node:child_process';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';

const programs = ['chromium', 'chromium-browser', 'google-chrome'];

/** For a machine that has much else to do. */
const LIMIT_MS = 120_000;

/** The browser of this machine, without a window; null where there is none. */
export async function launchChromium(): Promise<Browser | null> {
  const program = programs.find((one) => spawnSync(one, ['--version']).status === 0);
  if (program === undefined) return null;
  const path = spawnSync('which', [program], { encoding: 'utf8' }).stdout.trim();
  return puppeteer.launch({
    executablePath: path,
    timeout: LIMIT_MS,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run'],
  });
}

export const NO_CHROMIUM =
  'there is no Chromium on this machine; on Debian apt-get install chromium';

/** A page, and what it complained of. */
export async function openPage(
  browser: Browser,
  url: string,
): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage();
  page.setDefaultTimeout(LIMIT_MS);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warn'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('requestfailed', (request) => {
    // what the page itself gave up, as a stream of events that has come to its end, is no complaint
    const why = request.failure()?.errorText ?? '';
    if (why !== 'net::ERR_ABORTED') complaints.push(`${request.url()}: ${why}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.url()}: ${response.status()}`);
  });
  await page.goto(url);
  return { page, complaints };
}
