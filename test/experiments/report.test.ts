import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { parseHTML } from 'linkedom';
import { writeReport, type ReportOptions } from '../../experiments/report/index.js';

const root = mkdtempSync(join(tmpdir(), 'wnae-report-'));
after(() => rmSync(root, { recursive: true, force: true }));

interface Line {
  readonly loss?: number;
  readonly positive?: number;
  readonly negative?: number;
  readonly w?: number;
  readonly auc?: Readonly<Record<string, number>>;
}

interface Folder {
  readonly config?: object;
  readonly manifest?: object;
  readonly summary?: object;
  readonly lines?: readonly Line[];
  /** appended to metrics.jsonl as it is */
  readonly tail?: string;
}

function runFolder(
  name: string,
  { config, manifest, summary, lines = [], tail = '' }: Folder,
): string {
  const folder = join(root, name);
  mkdirSync(folder);
  const write = (file: string, value: object | undefined): void => {
    if (value !== undefined) writeFileSync(join(folder, file), JSON.stringify(value));
  };
  write('config.json', config);
  write('manifest.json', manifest);
  write('summary.json', summary);
  const text = lines.map(({ loss, positive, negative, w, auc }, k) =>
    JSON.stringify({
      epoch: k + 1,
      step: 56 * (k + 1),
      learningRate: 0.001,
      trainingLoss: loss,
      validation: { positiveEnergy: positive, negativeEnergy: negative, wasserstein: w },
      ...(auc === undefined ? {} : { auc, meanAuc: (auc.svj_m2000_r03 + auc.svj_m800_r03) / 2 }),
    }),
  );
  writeFileSync(join(folder, 'metrics.jsonl'), `${text.join('\n')}\n${tail}`);
  return folder;
}

const aucs = (a: number, b: number): Line['auc'] => ({ svj_m2000_r03: a, svj_m800_r03: b });

const sinking: readonly Line[] = [
  { loss: 1, positive: 1, negative: 0.4, w: 3, auc: aucs(0.801, 0.701) },
  { loss: 0.1, positive: 0.02, negative: 0.2, w: 4, auc: aucs(0.512, 0.492) },
  { loss: 0.1, positive: 0.03, negative: 0.2, w: 5, auc: aucs(0.523, 0.483) },
];
const diverging: readonly Line[] = [
  { loss: 0.8, positive: 1, negative: 0.3, w: 5, auc: aucs(0.76, 0.7) },
  { loss: 0.01, positive: 0.3, negative: 0.28, w: 1.31, auc: aucs(0.787, 0.711) },
  { loss: -9.4e8, positive: 7e6, negative: 1.1e9, w: 72, auc: aucs(0.586, 0.602) },
];
const settling: readonly Line[] = [
  { loss: 5, positive: 1, negative: 0.3, w: 5.34, auc: aucs(0.76, 0.7) },
  { loss: 2, positive: 0.5, negative: 0.4, w: 1.6, auc: aucs(0.845, 0.8) },
  { loss: 1.5, positive: 0.8, negative: 0.7, w: 0.97, auc: aucs(0.78, 0.694) },
  { loss: 1.4, positive: 0.9, negative: 0.7, w: 0.98, auc: aucs(0.765, 0.705) },
];

async function pageOf(folders: readonly string[], options?: ReportOptions) {
  const file = join(root, 'report.html');
  await writeReport(folders, file, options);
  const text = readFileSync(file, 'utf8');
  const { document } = parseHTML(text);
  const words = (selector: string): string[] =>
    [...document.querySelectorAll(selector)].map((element) =>
      (element.textContent ?? '').replace(/\s+/g, ' ').trim(),
    );
  const rows = [...document.querySelectorAll('table.auc tbody tr, table.auc tfoot tr')].map((row) =>
    [...row.children].map((cell) => (cell.textContent ?? '').replace(/\s+/g, ' ').trim()),
  );
  return { text, document, words, rows };
}

const three = [
  runFolder('ae', {
    config: { model: 'ae', seed: 0 },
    manifest: { nullFloor: 0.312 },
    lines: sinking,
  }),
  runFolder('nae', {
    config: { model: 'nae', seed: 0 },
    manifest: { nullFloor: 0.312 },
    lines: diverging,
  }),
  runFolder('wnae', {
    config: { model: 'wnae', seed: 0, optimiser: { learningRate: 0.001 } },
    manifest: { nullFloor: 0.312, command: 'wnae train --model wnae', sha256: { data: 'c0ffee' } },
    lines: settling,
  }),
];

test('the table holds the AUC at the epoch of least error (AE) or least W, and at the last', async () => {
  const { rows } = await pageOf(three);
  assert.deepEqual(rows, [
    ['800', '0.3', '0.492', '0.483', '0.711', '0.602', '0.694', '0.705'],
    ['2000', '0.3', '0.512', '0.523', '0.787', '0.586', '0.780', '0.765'],
    ['mean', '0.502', '0.503', '0.749', '0.594', '0.737', '0.735'],
  ]);
});

test('each model has a sentence that follows from its numbers', async () => {
  const [ae, nae, wnae] = (await pageOf(three)).words('.findings li');
  assert.match(
    ae,
    /^AE reconstructs better and detects worse from epoch 1 on: .* falls from 1\.00 to 0\.0300, the mean AUC from 0\.751 to 0\.503/,
  );
  assert.match(
    nae,
    /^NAE diverges: its loss turns negative at epoch 3 and ends at −9\.40 × 10⁸; W rises from its minimum of 1\.31 to 72\.0/,
  );
  assert.match(
    wnae,
    /^WNAE is stable over 4 epochs: W goes from 5\.34 to 0\.980.* minimum of 0\.970/,
  );
  assert.match(
    wnae,
    /highest of the training, 0\.823 at epoch 2, could have been picked only by looking at the signals/,
  );
});

test('a model that does not do what is said of its kind is not said to do it', async () => {
  const healthy = runFolder('healthy', { config: { model: 'nae' }, lines: settling });
  const collapsed = runFolder('collapsed', {
    config: { model: 'wnae' },
    lines: [...settling, { loss: 1.4, positive: 0.9, negative: 0.9, w: 3.1, auc: aucs(0.6, 0.6) }],
  });
  const [first, second] = (await pageOf([healthy, collapsed])).words('.findings li');
  assert.match(first, /^NAE is stable/);
  assert.match(second, /^WNAE collapses: W rises from its minimum of 0\.970 to 3\.10/);
});

test('runs that differ in their seed alone appear as mean ± standard deviation', async () => {
  const seeds = [0.7, 0.72, 0.74].map((auc, seed) =>
    runFolder(`seed-${seed}`, {
      config: { model: 'wnae', seed },
      lines: [{ loss: 1, positive: 1, negative: 1, w: 2, auc: aucs(auc, auc + 0.1) }],
    }),
  );
  const { rows, words } = await pageOf(seeds);
  assert.deepEqual(rows[0], ['800', '0.3', '0.820 ± 0.020', '0.820 ± 0.020']);
  assert.deepEqual(words('h2'), ['WNAE', 'The method', 'To repeat this']);
});

test('runs that differ in a setting are told apart by it', async () => {
  const rates = [0.001, 0.0003].map((learningRate) =>
    runFolder(`rate-${learningRate}`, {
      config: { model: 'nae', seed: 0, optimiser: { learningRate } },
      lines: settling,
    }),
  );
  const { words } = await pageOf(rates);
  assert.deepEqual(words('h2').slice(0, 2), [
    'NAE (optimiser.learningRate 0.001)',
    'NAE (optimiser.learningRate 0.0003)',
  ]);
});

test('kinds of one model are told apart in words: the loss of an NAE, the data of a WNAE', async () => {
  const run = (name: string, config: object): string =>
    runFolder(name, { config, lines: settling });
  const { words, document } = await pageOf([
    run('plain', { model: 'nae', loss: { form: 'difference' }, epochs: 4 }),
    run('stable', { model: 'nae', loss: { form: 'log-cosh' }, epochs: 9 }),
    run('usual', { model: 'wnae', data: { source: 'ttbar_boosted' } }),
    run('turned', { model: 'wnae', data: { source: 'svj_m2000_r03' } }),
  ]);
  assert.deepEqual(words('h2').slice(0, 4), [
    'NAE (loss difference)',
    'NAE (loss log-cosh)',
    'WNAE',
    'WNAE (trained on svj_m2000_r03)',
  ]);
  // AUCs against another background stand in a table of their own
  assert.equal(document.querySelectorAll('table.auc').length, 3);
});

test('the page loads nothing, from the network or elsewhere', async () => {
  const { text, document } = await pageOf(three);
  assert.doesNotMatch(text, /https?:|url\((?!#)|@import|<script|<link|<img|\ssrc=/i);
  assert.equal(document.querySelectorAll('script, link, img, iframe, object').length, 0);
});

test('every figure has a named drawing and a caption, and clip paths are its own', async () => {
  const { document, text } = await pageOf(three);
  const figures = [...document.querySelectorAll('figure')];
  // change of AUC; six curves and the AUC grid of each; the energies before the divergence; the schematic
  assert.equal(figures.length, 1 + 3 * 7 + 1 + 1);
  for (const figure of figures) {
    const svg = figure.querySelector('svg[role="img"]');
    assert.ok(svg !== null && svg.querySelectorAll('path, line, circle').length > 0);
    assert.ok((svg.getAttribute('aria-label') ?? '').length > 10);
    assert.ok((figure.querySelector('figcaption')?.textContent ?? '').trim().length > 10);
    assert.doesNotMatch(svg.outerHTML, /NaN|Infinity|undefined/);
  }
  const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  assert.equal(new Set(ids).size, ids.length);
});

test('an axis that a divergence would flatten is cut, and says so', async () => {
  const { document } = await pageOf([three[1]]);
  const loss = [...document.querySelectorAll('figure')].find((figure) =>
    figure.querySelector('h3')?.textContent?.includes('Training loss'),
  );
  assert.match(loss?.querySelector('svg')?.textContent ?? '', /▼ off the axis from epoch 3/);
  assert.match(
    loss?.querySelector('figcaption')?.textContent ?? '',
    /as far as −9\.40\u00a0×\u00a010⁸ at epoch 3/,
  );
  assert.match(loss?.querySelector('svg')?.textContent ?? '', /0\.20\.40\.60\.8/);
});

test('settings, digests, the null floor and the command that repeats a run are told', async () => {
  const { words, text } = await pageOf([three[2]]);
  assert.deepEqual(words('pre'), ['wnae train --model wnae']);
  assert.ok(words('.settings tr').includes('optimiser.learningRate 0.001'));
  assert.ok(words('.settings tr').includes('sha256.data c0ffee'));
  assert.match(text, /null floor 0\.312/);
  const { words: given } = await pageOf(three, { command: 'wnae reproduce' });
  assert.deepEqual(given('pre'), ['wnae reproduce']);
});

test('text from outside is escaped wherever it appears', async () => {
  const evil = '<b onclick="x">&\'';
  const folder = runFolder('<i>run', {
    config: { model: evil, seed: 0, note: evil, selection: 'last' },
    manifest: { command: evil, sha256: { [evil]: evil } },
    lines: [{ loss: 1, positive: 1, negative: 1, w: 1, auc: { ...aucs(0.6, 0.7), [evil]: 0.5 } }],
    tail: '{"epoch": 9',
  });
  const { document, text, words } = await pageOf([folder], { title: evil });
  assert.equal(document.querySelectorAll('[onclick], i[run]').length, 0);
  assert.doesNotMatch(text, /<b onclick|<i>run/);
  assert.deepEqual(words('h1'), [evil]);
  assert.deepEqual(words('pre'), [evil]);
});

test('a half-written last line, missing keys and missing files cost no more than themselves', async () => {
  const cut = runFolder('cut', {
    config: { model: 'wnae', seed: 0 },
    lines: [{ loss: 2, w: 3 }, { loss: 1 }, { w: 2.5, auc: aucs(0.6, 0.7) }],
    // epoch 3 once more, as after a resumed training, then a line cut short
    tail: '{"epoch":3,"validation":{"wasserstein":2.4},"auc":{"svj_m800_r03":0.71}}\n{"epoch":4,"trainingLo',
  });
  const bare = runFolder('bare', { lines: [], tail: 'nonsense\n' });
  const { words, rows } = await pageOf([cut, bare]);
  assert.deepEqual(rows[0], ['800', '0.3', '0.710', '0.710', '–', '–']);
  const remarks = words('.remarks li');
  assert.ok(remarks.includes('cut: There is no manifest.json.'));
  assert.ok(
    remarks.includes('cut: The last line of metrics.jsonl is incomplete and was left out.'),
  );
  assert.ok(remarks.includes('bare: There is no config.json.'));
  assert.ok(remarks.includes('bare: metrics.jsonl holds no epoch.'));
});

test('AUCs of a chosen epoch between two evaluations come from the summary, else are dated', async () => {
  const lines = settling.map((line, k) => (k === 2 ? { ...line, auc: undefined } : line));
  const config = { model: 'wnae', seed: 0 };
  const summarised = runFolder('summarised', {
    config,
    summary: { best: { epoch: 3, value: 0.97, auc: aucs(0.779, 0.693), meanAuc: 0.736 } },
    lines,
  });
  assert.equal((await pageOf([summarised])).rows[1][2], '0.779');
  const { rows, words } = await pageOf([runFolder('dated', { config, lines })]);
  assert.equal(rows[1][2], '0.845');
  assert.ok(words('table.auc thead th').some((head) => head.includes('epoch 3; AUC of epoch 2')));
});

test('the same folders give the same bytes', async () => {
  const first = await pageOf(three);
  const second = await pageOf(three);
  assert.equal(first.text, second.text);
});

test('a folder that holds no run is an error that names it', async () => {
  const empty = join(root, 'empty');
  mkdirSync(empty);
  const out = join(root, 'never.html');
  await assert.rejects(writeReport([empty], out), /report: expected config\.json .*empty/);
  await assert.rejects(writeReport([], out), /report: expected at least one run folder/);
});
