import type { ServerResponse } from 'node:http';
import type { StepRecord } from '../../algorithms/index.js';
import type { EpochMetrics } from '../runs/metrics.js';
import type { SessionParts, TrainingWatcher } from '../runs/session.js';
import { timeLeft, type TrainingProgress } from '../terminal/progress.js';
import type { Bins } from '../figures/histogram.js';
import { EventStream } from './eventStream.js';
import type { Begin, End, LiveEvents, SampleHistogram } from './events.js';
import { Histogram } from './histogram.js';

type Watched = Parameters<TrainingWatcher['begin']>[0];

/** Milliseconds from one event of progress to the next. */
const PROGRESS_MS = 250;
const BINS = 40;

/** A training as events for pages. While nobody reads them, a step costs a comparison. */
export class LiveTraining implements TrainingWatcher {
  private readonly stream = new EventStream();
  private training: Watched | null = null;
  private metrics: EpochMetrics[] = [];
  private reference: readonly (readonly number[])[] | null = null;
  private counted: Histogram | null = null;
  private countedEpoch = 0;
  private samples: SampleHistogram | null = null;
  private told = -Infinity;

  begin(training: Watched): void {
    this.training = training;
    this.metrics = [...training.metrics];
    this.counted = new Histogram(training.trainer.data.features, binsOf(training));
    this.send('begin', () => this.beginning(training));
  }

  /** Adds a page, which learns first all that was before. */
  join(response: ServerResponse): void {
    const { training } = this;
    this.stream.add(response, training === null ? [] : [['begin', this.beginning(training)]]);
  }

  step({ at, chain }: StepRecord): void {
    if (!this.stream.watched || chain === undefined || this.counted === null) return;
    if (at.epoch !== this.countedEpoch) this.counted.clear();
    this.countedEpoch = at.epoch;
    this.counted.add(chain.data);
  }

  epoch(line: EpochMetrics): void {
    this.metrics.push(line);
    const { counted } = this;
    if (!this.stream.watched) return;
    if (counted !== null && counted.total > 0 && this.countedEpoch === line.epoch) {
      this.samples = { epoch: line.epoch, samples: counted.total, percent: counted.percent() };
      this.send('samples', () => this.samples as SampleHistogram);
    }
    this.send('epoch', () => line);
  }

  progress(progress: TrainingProgress): void {
    if (!this.stream.watched) return;
    const { epoch, epochs } = progress;
    const now = performance.now();
    if (epoch < epochs && now - this.told < PROGRESS_MS) return;
    this.told = now;
    this.send('progress', () => ({ ...progress, left: timeLeft(progress) }));
  }

  end(end: End): void {
    this.send('end', () => end);
    this.stream.end();
  }

  private send<Name extends keyof LiveEvents>(name: Name, data: () => LiveEvents[Name]): void {
    if (this.stream.watched) this.stream.send(name, data());
  }

  private beginning(training: Watched): Begin {
    const { folder, manifest, trainer, jets } = training;
    const { config, data } = trainer;
    const bins = binsOf(training);
    if (this.reference === null) {
      const histogram = new Histogram(data.features, bins);
      histogram.add(data.validation);
      this.reference = histogram.percent();
    }
    return {
      run: folder.path,
      model: config.model,
      seed: config.seed,
      epochs: config.epochs,
      data: jets.section.source,
      nullFloor: manifest.nullFloor,
      jets: manifest.jets,
      features: jets.section.features,
      bins,
      reference: this.reference,
      metrics: this.metrics,
      samples: this.samples,
    };
  }
}

/** Over the box of the chains, or what a normal distribution fills. */
function binsOf({ trainer }: Pick<SessionParts, 'trainer'>): Bins {
  const [low, high] = trainer.config.sampler.box ?? [-4, 4];
  return { low, high, count: BINS };
}
