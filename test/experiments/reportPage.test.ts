import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, after, test } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import { nodeMachine } from '../../experiments/runs/machine.js';
import { RunFolder } from '../../experiments/runs/runFolder.js';
import { launchChromium, NO_CHROMIUM } from '../support/chromium.js';
import { temporaryFolder, wnae } from '../support/tinyRun.js';

const folder = temporaryFolder();
const run = join(folder, 'wnae');
const report = join(folder, 'report.html');

/** What a report of trainings of three epochs on the embedded jets must show, besides its curves. */
const ofSamples = [
  'auc-grids', 'roc-1', 'histograms-start', 'histograms-end', 'transport-plan', 'chains',
  'chain-energies', 'r-hat', 'effective-sample-size', 'schematic',
]; // prettier-ignore

let browser: Browser | null;
before(async () => {
  const settings = ['batchSize=64', 'validationSize=64', 'split=[0.02,0.03,0.95]'];
  const signals = ['svj_m1000_r03', 'svj_m2000_r03'];
  const set = settings.flatMap((one) => ['--set', one]);
  const args = ['--epochs', '3', '--evaluate-every', '1', '--out', run, '--signal', ...signals];
  const trained = wnae(['train', ...set, ...args], folder);
  assert.equal(trained.code, 0, trained.err);
  const { code, err } = wnae(['report', run, '--out', report], folder);
  assert.equal(code, 0, err);
  browser = await launchChromium();
});
after(async () => {
  await browser?.close();
});

test('report leaves each figure in the run folder, as a drawing and as its numbers', () => {
  const files = readdirSync(join(run, 'figures'));
  for (const name of ofSamples) {
    assert.ok(files.includes(`${name}.svg`) && files.includes(`${name}.json`), name);
  }
  for (const name of files.filter((one) => one.endsWith('.svg'))) {
    const text = readFileSync(join(run, 'figures', name), 'utf8');
    assert.doesNotMatch(text, /NaN|Infinity|undefined/, name);
    assert.ok(existsSync(join(run, 'figures', name.replace(/svg$/, 'json'))));
  }
});

test('a report again leaves the same bytes', () => {
  const before = contents(join(run, 'figures'));
  assert.equal(wnae(['report', run, '--out', join(folder, 'again.html')], folder).code, 0);
  assert.deepEqual(contents(join(run, 'figures')), before);
});

const views = [
  { width: 1280, scheme: 'light' },
  { width: 1280, scheme: 'dark' },
  { width: 400, scheme: 'light' },
  { width: 400, scheme: 'dark' },
] as const;
for (const { width, scheme } of views) {
  test(`in Chromium, ${width} px wide and ${scheme}, every figure is drawn and nothing hangs over`, async (t) => {
    if (browser === null) return t.skip(NO_CHROMIUM);
    const said: string[] = [];
    const page = await browser.newPage();
    await page.setViewport({ width, height: 900 });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(String(error)));
    page.on('request', (request) => {
      if (!request.url().startsWith('file:')) said.push(`loads ${request.url()}`);
    });
    await page.goto(`file://${report}`);
    await page.evaluate(
      'document.querySelectorAll("details").forEach((one) => { one.open = true; })',
    );
    assert.deepEqual(said, []);
    assert.ok((await overflow(page)) <= 0, 'the page is wider than the window');
    const figures = await figuresOf(page);
    assert.ok(figures.length > ofSamples.length, `${figures.length} figures`);
    for (const { title, drawn, clipped, unseen } of figures) {
      assert.ok(drawn > 4, `${title}: ${drawn} marks`);
      assert.deepEqual(clipped, [], `${title}: text outside its drawing`);
      assert.deepEqual(unseen, [], `${title}: marks in the colour of the page`);
    }
    await page.close();
  });
}

test('on paper the folded figures are printed too', async (t) => {
  if (browser === null) return t.skip(NO_CHROMIUM);
  const page = await browser.newPage();
  await page.goto(`file://${report}`);
  await page.emulateMediaType('print');
  const seen = (await page.evaluate(
    '[...document.querySelectorAll("details figure")].map((one) => one.checkVisibility())',
  )) as boolean[];
  assert.ok(seen.length >= ofSamples.length - 1);
  assert.ok(seen.every(Boolean), `${seen.filter((one) => !one).length} figures are folded away`);
  await page.close();
});

test('a run that is replaced takes its figures with it', () => {
  const replaced = RunFolder.create(run, nodeMachine, { force: true });
  assert.deepEqual(readdirSync(join(run, 'figures')), []);
  replaced.release();
});

interface Seen {
  readonly title: string;
  /** marks that have a size */
  readonly drawn: number;
  /** texts that stick out of the window */
  readonly clipped: readonly string[];
  /** fills and strokes that cannot be told from the page */
  readonly unseen: readonly string[];
}

async function overflow(page: Page): Promise<number> {
  return (await page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  )) as number;
}

/** Evaluated in the page, where the types of a browser hold. */
async function figuresOf(page: Page): Promise<readonly Seen[]> {
  return (await page.evaluate(`[...document.querySelectorAll('figure')].map((figure) => {
    const paper = getComputedStyle(document.body).backgroundColor;
    const svgs = [...figure.querySelectorAll('svg[role="img"]')];
    const marks = svgs.flatMap((svg) => [...svg.querySelectorAll('path, line, circle, rect, text')]);
    const box = (element) => element.getBoundingClientRect();
    return {
      title: figure.querySelector('h3')?.textContent.trim() ?? '',
      drawn: marks.filter((mark) => box(mark).width + box(mark).height > 0).length,
      clipped: marks
        .filter((mark) => mark.tagName === 'text' && (box(mark).left < -1 || box(mark).right > innerWidth + 1))
        .map((mark) => mark.textContent),
      unseen: marks
        .filter((mark) => !mark.closest('defs'))
        .filter((mark) => {
          const { fill, stroke } = getComputedStyle(mark);
          return [fill, stroke].every((paint) => paint === 'none' || paint === paper);
        })
        .map((mark) => mark.outerHTML.slice(0, 80)),
    };
  })`)) as readonly Seen[];
}

function contents(path: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(path).map((name) => [name, readFileSync(join(path, name), 'utf8')]),
  );
}
