import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Trainer, type ModelName } from '../../algorithms/index.js';
import { digestOfTensors } from '../../experiments/runs/digest.js';
import { tutorialConfig, tutorialData } from '../../experiments/tutorial/settings.js';
import { serveTutorial } from '../../experiments/tutorial/tutorialServer.js';
import { launchChromium, NO_CHROMIUM, openPage } from '../support/chromium.js';

const browser = await launchChromium();
const server = await serveTutorial();
after(async () => {
  await browser?.close();
  await server.close();
});

function digestHere(model: ModelName, epochs: number, seed: number): string {
  const trainer = new Trainer(tutorialConfig(model, epochs, seed), tutorialData());
  while (!trainer.finished) trainer.epoch();
  return digestOfTensors(trainer.progress.model);
}

test('a browser trains to the same bits as Node.js, and shows it', async (context) => {
  if (browser === null) return context.skip(NO_CHROMIUM);
  const { page, complaints } = await openPage(browser, server.url);
  await page.setViewport({ width: 1280, height: 900 });
  const fill = (id: string, value: number): Promise<void> =>
    page.$eval(
      `#${id}`,
      (input, text) => void ((input as HTMLInputElement).value = text),
      String(value),
    );
  const cases = [['ae', 5, 0], ['nae', 2, 1], ['wnae', 3, 7]] as const; // prettier-ignore
  for (const [model, epochs, seed] of cases) {
    await page.select('#model', model);
    await fill('epochs', epochs);
    await fill('seed', seed);
    await page.click('#go');
    await page.waitForFunction(() => document.querySelector('#digest')?.textContent !== '');
    const said = await page.$eval('#digest', (p) => p.textContent);
    assert.equal(said, `SHA-256 of the weights: ${digestHere(model, epochs, seed)}`, model);
    assert.match(
      (await page.$eval('#status', (p) => p.textContent)) ?? '',
      new RegExp(`^epoch ${epochs} of ${epochs} · W `),
    );
    await page.waitForFunction(() => document.querySelectorAll('#curves figure').length === 2);
  }
  const colours = await page.$eval('#plane', (canvas) => {
    const { width, height } = canvas as HTMLCanvasElement;
    const drawn = (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height);
    return new Set(new Uint32Array(drawn?.data.buffer as ArrayBuffer)).size;
  });
  assert.ok(colours > 8, `${colours} colours`);
  await page.setViewport({ width: 400, height: 800 });
  const needed = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(needed <= 400, `${needed} pixels on a screen of 400`);
  assert.deepEqual(complaints, []);
});

test('a pause holds the training, and what is chosen anew begins anew', async (context) => {
  if (browser === null) return context.skip(NO_CHROMIUM);
  const { page, complaints } = await openPage(browser, server.url);
  const status = (): Promise<string | null> => page.$eval('#status', (p) => p.textContent);
  const label = (): Promise<string | null> => page.$eval('#go', (button) => button.textContent);
  await page.click('#go');
  await page.waitForFunction(() =>
    /^epoch [1-9]/.test(document.querySelector('#status')?.textContent ?? ''),
  );
  await page.click('#go');
  assert.equal(await label(), 'Go on');
  // an epoch that was under way comes to its end
  await new Promise((resolve) => setTimeout(resolve, 600));
  const held = await status();
  await new Promise((resolve) => setTimeout(resolve, 400));
  assert.equal(await status(), held);
  await page.click('#go');
  await page.waitForFunction(
    (old) => document.querySelector('#status')?.textContent !== old,
    {},
    held,
  );
  await page.select('#model', 'ae');
  assert.equal(await page.$eval('#epochs', (input) => (input as HTMLInputElement).value), '60');
  await page.click('#again');
  await page.waitForFunction(() =>
    document.querySelector('#digest')?.textContent?.endsWith('as docs/tutorial.md states'),
  );
  assert.match((await status()) ?? '', /^epoch 60 of 60/);
  assert.deepEqual(complaints, []);
});
