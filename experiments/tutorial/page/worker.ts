/** Trains on the S-curve beside the page, which it shows a picture after every epoch. */
import { Trainer, type ObservedStep } from '../../../algorithms/index.js';
import { onOneThread } from '../../../lib/compile/index.js';
import { emd } from '../../../lib/transport/index.js';
import { digestedParts } from '../../runs/digestedParts.js';
import { energyMap } from '../energyMap.js';
import { tutorialConfig, tutorialData } from '../settings.js';
import type { Command, Message, Picture } from './messages.js';

const CELLS = 64;

let run = 0;
let paused = false;
let goOn = (): void => undefined;

const say = (message: Message): void => postMessage(message);

addEventListener('message', ({ data }: MessageEvent<Command>) => {
  if ('start' in data) {
    paused = false;
    goOn();
    run++;
    train(data.start, run).catch((error: unknown) => say({ failed: (error as Error).message }));
  } else {
    paused = data.paused;
    if (!paused) goOn();
  }
});

/** Trains to the end, or until another run begins. */
async function train(
  { model, seed, epochs }: Extract<Command, { start: unknown }>['start'],
  own: number,
): Promise<void> {
  const data = tutorialData();
  let last: ObservedStep | null = null;
  const trainer = new Trainer(
    tutorialConfig(model, epochs, seed),
    data,
    undefined,
    onOneThread,
    (step) => (last = step),
  );
  const show = (part: Pick<Picture, 'record'>): void =>
    say({
      picture: {
        epoch: trainer.progress.epoch,
        epochs,
        nullFloor: trainer.validationSet.nullFloor,
        energy: energyMap(trainer.progress.model, CELLS),
        cells: CELLS,
        ...(last === null
          ? { points: data.train.slice(0, 512), chain: [], plan: null }
          : pictureOf(last)),
        ...part,
      },
    });
  show({});
  while (!trainer.finished) {
    await messages();
    if (own !== run) return;
    show({ record: trainer.epoch() });
  }
  say({ ended: { digest: await sha256(digestedParts(trainer.progress.model)) } });
}

/** Lets messages in, and waits while there is to be a pause. */
async function messages(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
  while (paused) await new Promise<void>((resolve) => (goOn = resolve));
}

function pictureOf({ inputs, updated }: ObservedStep): Pick<Picture, 'points' | 'chain' | 'plan'> {
  const points = inputs.batch.data as Float64Array;
  const chain = (updated.chain?.states ?? []).map(({ data }) => data as Float64Array);
  const end = chain.at(-1);
  const plan =
    end === undefined
      ? null
      : emd({ x: points, y: end, dimension: 2, metric: 'sqeuclidean' }).plan.column;
  return { points, chain, plan };
}

/** SHA-256 of parts one after the other, hexadecimal. */
async function sha256(parts: readonly (Uint8Array | string)[]): Promise<string> {
  const bytes = await new Blob(parts as BlobPart[]).arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
