import type { Writable } from 'node:stream';
import { showDuration } from './durations.js';
import { significant, threeDecimals } from './textTable.js';

/** Where a training stands. */
export interface TrainingProgress {
  readonly epoch: number;
  readonly epochs: number;
  /** steps done in the epoch under way, of `steps`; 0 at its end */
  readonly step: number;
  readonly steps: number;
  /** mean over the last epoch; of the last step before there is one */
  readonly loss: number | null;
  readonly wasserstein: number | null;
  readonly meanAuc: number | null;
  readonly elapsed: number;
  /** epochs done when this session began: those of an interrupted one say nothing of the pace */
  readonly from: number;
}

/** Seconds left at the pace so far, or null while that says nothing: the first steps are slow. */
export function timeLeft({
  epoch,
  epochs,
  step,
  steps,
  elapsed,
  from,
}: TrainingProgress): number | null {
  const done = epoch + (steps > 0 ? step / steps : 0) - from;
  return done > 0 && elapsed > 3 ? (elapsed / done) * (epochs - from - done) : null;
}

/** `epoch 12/60  loss 1.234  W 2.412  AUC 0.701  14 s, 56 s left` */
export function describeProgress(progress: TrainingProgress): string {
  const { epoch, epochs, loss, wasserstein, meanAuc, elapsed } = progress;
  const left = timeLeft(progress);
  const parts = [
    `epoch ${String(epoch).padStart(String(epochs).length)}/${epochs}`,
    loss === null ? '' : `loss ${significant(loss)}`,
    wasserstein === null ? '' : `W ${significant(wasserstein)}`,
    meanAuc === null ? '' : `AUC ${threeDecimals(meanAuc)}`,
    `${showDuration(elapsed)}${left === null || epoch === epochs ? '' : `, ${showDuration(left)} left`}`,
  ];
  return parts.filter((part) => part !== '').join('  ');
}

type Terminal = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/**
 * Lines of progress on a stream. A terminal shows the lines of what is under way in place, one for
 * each `name`; anything else gets a whole line, at most one every few seconds and name.
 */
export class ProgressLines {
  private readonly lines = new Map<string, string>();
  private readonly written = new Map<string, number>();
  private shown = 0;
  private drawn = 0;

  constructor(
    private readonly stream: Terminal,
    private readonly now: () => number = () => performance.now() / 1000,
    private readonly seconds = 5,
  ) {}

  /** Replaces the line of `name`. */
  update(name: string, text: string): void {
    const line = name === '' ? text : `${name}  ${text}`;
    const time = this.now();
    if (this.stream.isTTY === true) {
      this.lines.set(name, line);
      if (time - this.drawn >= 0.1) this.draw(time);
    } else if (time - (this.written.get(name) ?? -Infinity) >= this.seconds) {
      this.written.set(name, time);
      this.stream.write(`${line}\n`);
    }
  }

  /** A line that stays, above those under way. */
  say(text: string): void {
    this.erase();
    this.stream.write(`${text}\n`);
    if (this.lines.size > 0) this.draw(this.now());
  }

  /** The last line of `name`, which stays. */
  finish(name: string, text: string): void {
    this.lines.delete(name);
    this.say(name === '' ? text : `${name}  ${text}`);
  }

  private draw(time: number): void {
    this.erase();
    const width = (this.stream.columns ?? 80) - 1;
    for (const line of this.lines.values()) this.stream.write(`${line.slice(0, width)}\n`);
    this.shown = this.lines.size;
    this.drawn = time;
  }

  private erase(): void {
    // up one line and clear it, for every line shown
    if (this.shown > 0) this.stream.write('\x1b[1A\x1b[2K'.repeat(this.shown));
    this.shown = 0;
  }
}
