/** The tutorial's page: what a training on the S-curve does, while it does it. */
import type { EpochRecord, ModelName } from '../../../algorithms/index.js';
import { significant } from '../../terminal/textTable.js';
import type { TutorialDigests } from '../drawTutorial.js';
import { tutorialEpochs } from '../settings.js';
import { curves } from './curves.js';
import { drawPlane, type Layers } from './drawing.js';
import type { Command, Message, Picture } from './messages.js';

const model = element('model') as HTMLSelectElement;
const seed = element('seed') as HTMLInputElement;
const epochs = element('epochs') as HTMLInputElement;
const go = element('go') as HTMLButtonElement;
const again = element('again') as HTMLButtonElement;
const canvas = element('plane') as HTMLCanvasElement;
const layers = ['data', 'samples', 'chains', 'plan'] as const;

const worker = new Worker(new URL('worker.js', import.meta.url), { type: 'module' });
const tell = (command: Command): void => worker.postMessage(command);

let state: 'ready' | 'running' | 'paused' | 'ended' = 'ready';
let records: EpochRecord[] = [];
let picture: Picture | null = null;
let due = false;

worker.addEventListener('message', ({ data }: MessageEvent<Message>) => {
  if ('picture' in data) show(data.picture);
  else if ('ended' in data) void end(data.ended.digest);
  else fail(data.failed);
});
worker.addEventListener('error', ({ message }) => fail(message));

go.addEventListener('click', () => {
  if (state === 'running' || state === 'paused') {
    tell({ paused: state === 'running' });
    become(state === 'running' ? 'paused' : 'running');
  } else start();
});
again.addEventListener('click', start);
model.addEventListener('change', () => {
  epochs.value = String(tutorialEpochs[model.value as ModelName]);
});
for (const name of layers) element(name).addEventListener('change', draw);

function start(): void {
  const controls = [seed, epochs];
  if (!controls.every((control) => control.reportValidity())) return;
  records = [];
  element('curves').innerHTML = '';
  element('digest').textContent = '';
  tell({
    start: {
      model: model.value as ModelName,
      seed: Number(seed.value),
      epochs: Number(epochs.value),
    },
  });
  become('running');
}

function become(next: typeof state): void {
  state = next;
  go.textContent = { ready: 'Start', running: 'Pause', paused: 'Go on', ended: 'Start' }[next];
  again.disabled = next === 'ready' || next === 'ended';
}

function show(next: Picture): void {
  picture = next;
  const { epoch, epochs: last, record, nullFloor } = next;
  if (record !== undefined) records.push(record);
  const { wasserstein, positiveEnergy, negativeEnergy } = record?.validation ?? {};
  element('status').textContent = [
    `epoch ${epoch} of ${last}`,
    ...(record === undefined
      ? []
      : [
          `W ${significant(wasserstein, 3)} (null floor ${significant(nullFloor, 3)})`,
          `E₊ ${significant(positiveEnergy, 3)}, E₋ ${significant(negativeEnergy, 3)}`,
        ]),
  ].join(' · ');
  draw();
}

/** Draws the newest picture with the next frame, however many come before it. */
function draw(): void {
  if (due) return;
  due = true;
  requestAnimationFrame(() => {
    due = false;
    if (picture !== null) drawNow(picture);
  });
}

function drawNow(picture: Picture): void {
  const shown = Object.fromEntries(
    layers.map((name) => [name, (element(name) as HTMLInputElement).checked]),
  );
  drawPlane(canvas, picture, shown as unknown as Layers);
  element('curves').innerHTML = curves(records, picture.nullFloor);
}

async function end(digest: string): Promise<void> {
  become('ended');
  const recorded = (await (await fetch('/digests.json')).json()) as TutorialDigests;
  const known = Object.values(recorded.weights).includes(digest);
  element('digest').textContent =
    `SHA-256 of the weights: ${digest}` + (known ? ' — as docs/tutorial.md states' : '');
}

function fail(sentence: string): void {
  become('ended');
  element('status').textContent = `The training failed: ${sentence}`;
}

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no element ${id}`);
  return found;
}
