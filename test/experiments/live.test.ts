import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { resolveConfig } from '../../algorithms/index.js';
import type { End, LiveEvents } from '../../experiments/live/events.js';
import { Histogram } from '../../experiments/live/histogram.js';
import { watchLive } from '../../experiments/live/watchLive.js';
import type { RunControl, TrainedRun } from '../../experiments/runs/session.js';
import { resumeRun, trainRun } from '../../experiments/runs/trainRun.js';
import { launchChromium, NO_CHROMIUM, openPage } from '../support/chromium.js';
import { cli, temporaryFolder, tinyConfig, wnae, writeCloud } from '../support/tinyRun.js';

const folder = temporaryFolder();
const browser = await launchChromium();
after(() => browser?.close());
const data = join(folder, 'cloud.npy');
writeCloud(data, 300);
const options = ['--data', data, '--config', join(folder, 'tiny.json')];
writeFileSync(join(folder, 'tiny.json'), JSON.stringify(tinyConfig));

type Event = readonly [name: string, data: unknown];

/** Reads a stream of events to its end. */
function readEvents(url: string, opened: () => void): Promise<Event[]> {
  return new Promise((resolve, reject) => {
    get(`${url}events`, (response) => {
      let text = '';
      opened();
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => {
        const events = text.split('\n\n').flatMap((block): Event[] => {
          const [, name, json] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? [];
          return name === undefined ? [] : [[name, JSON.parse(json)]];
        });
        resolve(events);
      });
    }).on('error', reject);
  });
}

/** A training that waits after its first step until its page is there, and what the page was told. */
async function watched(
  train: (control: RunControl) => Promise<TrainedRun>,
): Promise<{ run: TrainedRun; told: Event[] }> {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  let events: Promise<Event[]> = Promise.resolve([]);
  const control: RunControl = {
    onNotice(notice) {
      const [, url] = /^live at (\S+)$/.exec(notice) ?? [];
      if (url !== undefined) events = readEvents(url, open);
    },
    shouldStop: async () => {
      await opened;
      return false;
    },
  };
  const run = await watchLive(control, train);
  return { run, told: await events };
}

/** The data of all events of one name. */
function dataOf<Name extends keyof LiveEvents>(
  told: readonly Event[],
  name: Name,
): LiveEvents[Name][] {
  return told.flatMap(([one, data]) => (one === name ? [data as LiveEvents[Name]] : []));
}

function metricsIn(run: string): unknown[] {
  const lines = readFileSync(join(run, 'metrics.jsonl'), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as unknown);
}

const config = resolveConfig(tinyConfig);
const stepsPerEpoch = Math.floor((0.7 * 300) / config.batchSize);

test('a page is told all of a training: its settings, every epoch, samples, and the end', async () => {
  const out = join(folder, 'told');
  const { run, told } = await watched((control) =>
    trainRun({ ...control, config, data: { source: data }, out }),
  );
  const [begin] = dataOf(told, 'begin');
  assert.equal(told[0][0], 'begin');
  assert.deepEqual(begin.features, ['x0', 'x1', 'x2']);
  assert.equal(begin.run, out);
  assert.equal(begin.epochs, 4);
  for (const percent of begin.reference) {
    const inside = percent.reduce((total, share) => total + share, 0);
    assert.ok(inside > 90 && inside <= 100.01, `${inside} % of the jets lie in the box`);
  }
  assert.deepEqual([...begin.metrics, ...dataOf(told, 'epoch')], metricsIn(out));
  const samples = dataOf(told, 'samples');
  assert.deepEqual(samples.map(({ epoch }) => epoch), [1, 2, 3, 4]); // prettier-ignore
  // the first step was over before the page was there
  const expected = [stepsPerEpoch - 1, stepsPerEpoch, stepsPerEpoch, stepsPerEpoch];
  assert.deepEqual(samples.map((one) => one.samples / config.batchSize), expected); // prettier-ignore
  for (const percent of samples[3].percent) {
    const inside = percent.reduce((total, share) => total + share, 0);
    assert.ok(Math.abs(inside - 100) < 0.1, `${inside} % of the samples lie in the box`);
  }
  assert.ok(dataOf(told, 'progress').length > 0);
  assert.deepEqual(told.at(-1), ['end', { outcome: 'finished', sentence: '' } satisfies End]);
  assert.equal(run.manifest.status, 'finished');

  const unseen = await trainRun({ config, data: { source: data }, out: join(folder, 'untold') });
  const { finalWeights } = unseen.manifest.sha256;
  assert.equal(run.manifest.sha256.finalWeights, finalWeights, 'a page that looks changes no bit');
});

test('a page of a resumed training begins with the epochs before the interrupt', async () => {
  const out = join(folder, 'resumed');
  let steps = 0;
  const shouldStop = (): boolean => ++steps === 2 * stepsPerEpoch + 1;
  const first = await trainRun({ config, data: { source: data }, out, shouldStop });
  assert.equal(first.summary, null);
  const { told } = await watched((control) => resumeRun(out, control));
  const [begin] = dataOf(told, 'begin');
  assert.deepEqual(begin.metrics.map(({ epoch }) => epoch), [1, 2]); // prettier-ignore
  assert.deepEqual([...begin.metrics, ...dataOf(told, 'epoch')], metricsIn(out));
});

test('a training that fails says so to the page, and fails', async () => {
  let events: Promise<Event[]> | null = null;
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const failing = watchLive(
    { onNotice: (notice) => (events = readEvents(notice.replace('live at ', ''), open)) },
    async () => {
      await opened;
      throw new Error('the disk is full');
    },
  );
  await assert.rejects(failing, /the disk is full/);
  assert.deepEqual(await events, [['end', { outcome: 'failed', sentence: 'the disk is full' }]]);
});

test('the weights are the same with a server and without', () => {
  const digestOf = (...more: string[]): string => {
    const { code, out, err } = wnae(['train', ...options, '--json', ...more], folder);
    assert.equal(code, 0, err);
    return (JSON.parse(out) as { sha256: { finalWeights: string } }).sha256.finalWeights;
  };
  assert.equal(digestOf('--live', '--out', 'seen'), digestOf('--out', 'unseen'));
  const seen = readFileSync(join(folder, 'seen/metrics.jsonl'), 'utf8');
  assert.equal(seen, readFileSync(join(folder, 'unseen/metrics.jsonl'), 'utf8'));
});

test('bins count what lies in them, both edges included, and nothing beside', () => {
  const histogram = new Histogram(2, { low: -1, high: 1, count: 4 });
  histogram.add(Float64Array.of(-1, 1, -0.5, 0.999, 0, -1.001, 5, 0));
  assert.equal(histogram.total, 4);
  assert.deepEqual(histogram.percent(), [[25, 25, 25, 0], [0, 0, 25, 50]]); // prettier-ignore
  histogram.clear();
  assert.deepEqual(histogram.percent(), [[0, 0, 0, 0], [0, 0, 0, 0]]); // prettier-ignore
});

/** The address that a training says it is shown at. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.on('data', (part) => {
      said += part;
      const [, address] = /live at (\S+)/.exec(said) ?? [];
      if (address !== undefined) resolve(address);
    });
    child.on('exit', () => reject(new Error(said)));
  });
}

test('the page draws while the training goes on, fits wide and narrow screens, and keeps the end', async (context) => {
  if (browser === null) return context.skip(NO_CHROMIUM);
  const args = ['train', ...options, '--live', '--epochs', '3000', '--out', 'drawn'];
  const child = spawn(process.execPath, [cli, ...args], { cwd: folder });
  try {
    const url = await addressOf(child);
    const { page, complaints } = await openPage(browser, url);
    const curve = '#curves figure:nth-of-type(3) svg';
    const drawing = (): Promise<string> => page.$eval(curve, (svg) => svg.outerHTML);
    await page.setViewport({ width: 1280, height: 900 });
    await page.waitForSelector(curve);
    const before = await drawing();
    await page.waitForFunction(
      (s, old) => document.querySelector(s)?.outerHTML !== old,
      {},
      curve,
      before,
    );
    const titles = await page.$$eval('#curves h3', (all) => all.map((title) => title.textContent));
    assert.deepEqual(titles, ['Training loss', 'Reconstruction energy', 'Wasserstein distance W']);
    await page.waitForFunction(() => document.querySelectorAll('#histograms figure').length === 3);
    assert.match(
      (await page.$eval('#status', (p) => p.textContent)) ?? '',
      /^epoch +\d+\/3000 .*s/,
    );
    assert.ok(await page.$eval('progress', (bar) => (bar as HTMLProgressElement).value > 0));

    const lightInk = await page.$eval('body', (body) => getComputedStyle(body).color);
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
    assert.notEqual(await page.$eval('body', (body) => getComputedStyle(body).color), lightInk);
    for (const width of [1280, 400]) {
      await page.setViewport({ width, height: 800 });
      const needed = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(needed <= width, `${needed} pixels on a screen of ${width}`);
    }

    child.kill('SIGINT');
    const code = await new Promise((resolve) => child.on('exit', resolve));
    assert.equal(code, 3);
    await page.waitForFunction(
      () => document.querySelector('#status')?.className === 'interrupted',
    );
    const status = (await page.$eval('#status', (p) => p.textContent)) ?? '';
    assert.match(
      status,
      /^The training was interrupted after epoch \d+\. wnae resume drawn goes on/,
    );
    assert.equal(await page.$$eval('#histograms figure', (all) => all.length), 3);
    assert.deepEqual(complaints, []);
  } finally {
    child.kill('SIGKILL');
  }
});

test('a page whose training was killed keeps its last state and says what it knows', async (context) => {
  if (browser === null) return context.skip(NO_CHROMIUM);
  const args = ['train', ...options, '--live', '--epochs', '3000', '--out', 'killed'];
  const child = spawn(process.execPath, [cli, ...args], { cwd: folder });
  try {
    const url = await addressOf(child);
    const { page } = await openPage(browser, url);
    await page.waitForSelector('#curves svg');
    child.kill('SIGKILL');
    await page.waitForFunction(() => document.querySelector('#status')?.className === 'lost');
    assert.ok((await page.$$('#curves figure')).length >= 2);
  } finally {
    child.kill('SIGKILL');
  }
});
