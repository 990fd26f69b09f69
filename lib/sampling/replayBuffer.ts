import { bernoulli, fold, integers, normal, uniform, type Key } from '../random/index.js';
import {
  allocate,
  showShape,
  tensor,
  type DType,
  type Floats,
  type Tensor,
} from '../tensor/index.js';

export interface ReplayBufferOptions {
  /** rows kept at most; the oldest are dropped first */
  readonly capacity: number;
  /** probability that a start is replayed rather than fresh */
  readonly replayRatio: number;
  /** fresh starts: N(0, I), or uniform in `box` ([0, 1] without one) */
  readonly fresh: 'normal' | 'uniform';
  readonly box?: readonly [number, number] | null;
  readonly dtype?: DType;
}

/** What a buffer remembers, for storing: rows oldest first. */
export interface ReplayBufferState {
  /** [rows, dimension] row-major */
  readonly rows: Floats;
}

/**
 * The ends of earlier chains, from which persistent contrastive divergence starts new ones
 * (Tieleman 2008; Du and Mordatch, arXiv:1903.08689). Rows are drawn with replacement.
 */
export class ReplayBuffer {
  private readonly ring: Floats;
  private oldest = 0;
  private count = 0;

  constructor(
    readonly dimension: number,
    readonly options: ReplayBufferOptions,
  ) {
    if (
      !(Number.isInteger(options.capacity) && options.capacity >= 1) ||
      !(options.replayRatio >= 0 && options.replayRatio <= 1)
    ) {
      throw new RangeError(
        'replayBuffer: expected an integer capacity ≥ 1 and replayRatio in [0, 1], got ' +
          `${options.capacity} and ${options.replayRatio}`,
      );
    }
    this.ring = allocate(options.dtype ?? 'float64', options.capacity * dimension);
  }

  /** Rows held. */
  get size(): number {
    return this.count;
  }

  /** Appends the rows of `samples` [n, dimension]; of more than fit, the last ones stay. */
  push(samples: Tensor): void {
    const { capacity } = this.options;
    if (samples.rank !== 2 || samples.shape[1] !== this.dimension) {
      throw new RangeError(
        `replayBuffer: expected samples [n, ${this.dimension}], got ${showShape(samples.shape)}`,
      );
    }
    for (let row = 0; row < samples.shape[0]; row++) {
      const at = (this.oldest + this.count) % capacity;
      this.ring.set(
        samples.data.subarray(row * this.dimension, (row + 1) * this.dimension),
        at * this.dimension,
      );
      if (this.count < capacity) this.count += 1;
      else this.oldest = (this.oldest + 1) % capacity;
    }
  }

  /**
   * `n` starts [n, dimension]: one Bernoulli(replayRatio) draw each decides how many are replayed;
   * those come first, drawn from the buffer with replacement, the fresh ones follow. An empty buffer
   * gives fresh ones only. A function of the key and the buffer's rows: the decisions are drawn with
   * `fold(key, 0)`, the rows, counted from the oldest, with `fold(key, 1)`, the fresh starts with `fold(key, 2)`.
   */
  draw(key: Key, n: number): Tensor {
    const { replayRatio, capacity } = this.options;
    const kept = bernoulli(fold(key, 0), replayRatio, n).reduce((total, bit) => total + bit, 0);
    const replayed = this.count === 0 ? 0 : kept;
    const picks = replayed === 0 ? [] : integers(fold(key, 1), this.count, replayed);
    const out = allocate(this.options.dtype ?? 'float64', n * this.dimension);
    picks.forEach((pick, row) => {
      const from = ((this.oldest + pick) % capacity) * this.dimension;
      out.set(this.ring.subarray(from, from + this.dimension), row * this.dimension);
    });
    out.set(this.fresh(fold(key, 2), n - replayed), replayed * this.dimension);
    return tensor(out, [n, this.dimension]);
  }

  private fresh(key: Key, n: number): Float64Array {
    const { fresh, box } = this.options;
    if (fresh === 'normal') return normal(key, n * this.dimension);
    const [lower, upper] = box ?? [0, 1];
    return uniform(key, n * this.dimension).map((u) => lower + u * (upper - lower));
  }

  /**
   * The newest `n` rows (all, if there are fewer) where they lie, oldest first, in one or two pieces;
   * valid until the next `push`.
   */
  view(n = Infinity): Floats[] {
    const rows = Math.min(n, this.count);
    const first = ((this.oldest + this.count - rows) % this.options.capacity) * this.dimension;
    const end = first + rows * this.dimension;
    const wrapped = end - this.ring.length;
    return wrapped > 0
      ? [this.ring.subarray(first), this.ring.subarray(0, wrapped)]
      : [this.ring.subarray(first, end)];
  }

  /** A copy of the rows, oldest first. */
  state(): ReplayBufferState {
    const rows = allocate(this.options.dtype ?? 'float64', this.count * this.dimension);
    const [older, newer] = this.view();
    rows.set(older);
    if (newer !== undefined) rows.set(newer, older.length);
    return { rows };
  }

  /** A buffer that holds the rows of `state`. */
  static restore(
    dimension: number,
    options: ReplayBufferOptions,
    { rows }: ReplayBufferState,
  ): ReplayBuffer {
    const buffer = new ReplayBuffer(dimension, options);
    buffer.push(tensor(rows, [rows.length / dimension, dimension]));
    return buffer;
  }
}
