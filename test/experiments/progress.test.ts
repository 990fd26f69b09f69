import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { showDuration } from '../../experiments/terminal/durations.js';
import { describeProgress, ProgressLines, timeLeft } from '../../experiments/terminal/progress.js';

class Screen extends Writable {
  text = '';
  constructor(readonly isTTY: boolean) {
    super();
  }
  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

const progress = {
  epoch: 3, epochs: 10, step: 5, steps: 10, loss: 1.23456, wasserstein: 2.5, meanAuc: null,
  elapsed: 7, from: 0,
}; // prettier-ignore

test('the time left is what the epochs and steps done say', () => {
  assert.equal(timeLeft(progress), 13);
  assert.equal(timeLeft({ ...progress, from: 3 }), (7 / 0.5) * 6.5);
  assert.equal(timeLeft({ ...progress, epoch: 0, step: 0 }), null);
  assert.equal(describeProgress(progress), 'epoch  3/10  loss 1.235  W 2.5  7.0 s, 13 s left');
});

test('durations are short and readable', () => {
  const shown = [0, 9.94, 9.96, 59.4, 59.6, 61, 3599.6, 7391].map(showDuration);
  assert.deepEqual(shown, ['0.0 s', '9.9 s', '10 s', '59 s', '1:00 min', '1:01 min', '1:00:00 h', '2:03:11 h']); // prettier-ignore
});

test('a terminal shows the lines under way in place and keeps those finished', () => {
  const screen = new Screen(true);
  let time = 0;
  const lines = new ProgressLines(screen, () => (time += 1));
  lines.update('a', '1');
  lines.update('b', '1');
  lines.finish('a', 'done');
  lines.update('b', '2');
  const up = '\x1b[1A\x1b[2K';
  assert.equal(screen.text, `a  1\n${up}a  1\nb  1\n${up}${up}a  done\nb  1\n${up}b  2\n`);
});

test('a file or pipe gets a line of each training every five seconds at most', () => {
  const screen = new Screen(false);
  let time = 0;
  const lines = new ProgressLines(screen, () => time);
  for (time = 0; time < 12; time++) {
    lines.update('a', String(time));
    lines.update('b', String(time));
  }
  assert.equal(screen.text, 'a  0\nb  0\na  5\nb  5\na  10\nb  10\n');
});
