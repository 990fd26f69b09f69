import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadPlotting } from '../../experiments/report/plotting.js';
import { digestOfTensors, sha256 } from '../../experiments/runs/digest.js';
import type { TutorialDigests } from '../../experiments/tutorial/drawTutorial.js';
import { compactPath } from '../../experiments/tutorial/figures/compactPath.js';
import { figures, type Studies } from '../../experiments/tutorial/figures/figures.js';
import { sCurve } from '../../experiments/tutorial/sCurve.js';
import { study } from '../../experiments/tutorial/study.js';
import { integers, key, stream } from '../../lib/random/index.js';
import { root } from '../support/examples.js';

const folder = join(root, 'docs/tutorial');
const page = readFileSync(join(root, 'docs/tutorial.md'), 'utf8');
const committed = (name: string): string => readFileSync(join(folder, name), 'utf8');
const digests = JSON.parse(committed('digests.json')) as TutorialDigests;

test('points lie on the S, at the distance of their noise, and all along it', () => {
  const points = sCurve(key(1), 4000);
  const curve = Array.from({ length: 3000 }, (_, k) => {
    const t = 3 * Math.PI * (k / 2999 - 0.5);
    return [Math.sin(t), Math.sign(t) * (Math.cos(t) - 1)];
  });
  let squares = 0;
  const along = new Array<number>(10).fill(0);
  for (let i = 0; i < 4000; i++) {
    const distances = curve.map(([x, y]) => Math.hypot(x - points[2 * i], y - points[2 * i + 1]));
    const least = Math.min(...distances);
    squares += least * least;
    along[Math.floor(distances.indexOf(least) / 300)]++;
  }
  // across a line, one of the two components of the noise: 4000 draws give σ to 1.1 %
  assert.ok(Math.abs(Math.sqrt(squares / 4000) - 0.1) < 0.006, `${Math.sqrt(squares / 4000)}`);
  for (const share of along) assert.ok(Math.abs(share - 400) < 100, `${along}`);
});

test('the page shows the curve as it is in the program', () => {
  const source = readFileSync(join(root, 'experiments/tutorial/sCurve.ts'), 'utf8');
  assert.ok(page.includes(source.slice(source.indexOf('/**'))));
});

test('committed figures are those of the digests, all shown on the page, and small', () => {
  const names = readdirSync(folder).filter((name) => name.endsWith('.svg'));
  assert.deepEqual(names.sort(), Object.keys(digests.figures).sort());
  for (const name of names) {
    assert.equal(sha256(committed(name)), digests.figures[name], name);
    assert.ok(page.includes(`](tutorial/${name})`), name);
  }
  const bytes = names.reduce((total, name) => total + committed(name).length, 0);
  assert.ok(bytes < 400_000, `${bytes} bytes`);
});

test('the page states the digests of the weights', () => {
  for (const [model, digest] of Object.entries(digests.weights)) {
    assert.match(page, new RegExp(`^${model.toUpperCase()} +${digest}$`, 'm'));
  }
});

test('a training and the figures from it come out as they are committed', async () => {
  const ae = study('ae');
  assert.equal(digestOfTensors(ae.trained), digests.weights.ae);
  const plotting = await loadPlotting();
  for (const name of ['data', 'autoencoder']) {
    assert.equal(figures[name](plotting, { ae } as Studies), committed(`${name}.svg`), name);
  }
});

test('an outline in relative coordinates is the same outline to a tenth of a pixel', () => {
  const draws = integers(stream(key(2), 'outline'), 100000, 60);
  const corners = Array.from({ length: 30 }, (_, k) => [
    draws[2 * k] / 137,
    -draws[2 * k + 1] / 93,
  ]);
  const outline = (points: number[][]): string =>
    `M${points.map(([x, y]) => `${x},${y}`).join('L')}Z`;
  const short = compactPath(outline(corners.slice(0, 20)) + outline(corners.slice(20)));
  const read: number[][] = [];
  for (const part of short.split('z').filter((text) => text !== '')) {
    const numbers = (part.match(/-?(\d+\.?\d*|\.\d+)/g) ?? []).map(Number);
    const start = read.at(-1) === undefined ? [0, 0] : read[read.length - (read.length % 20 || 20)];
    let [x, y] = start;
    for (let k = 0; k < numbers.length; k += 2) {
      [x, y] = [x + numbers[k], y + numbers[k + 1]];
      read.push([x, y]);
    }
  }
  assert.equal(read.length, corners.length);
  read.forEach(([x, y], k) => {
    assert.ok(Math.abs(x - corners[k][0]) <= 0.0501 && Math.abs(y - corners[k][1]) <= 0.0501);
  });
  assert.equal(compactPath('M0,0A5,5,0,1,1,9,9'), 'M0,0A5,5,0,1,1,9,9');
});
