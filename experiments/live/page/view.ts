import { figureOf } from '../../report/drawing.js';
import { chartDrawing } from '../../report/figure.js';
import { html } from '../../report/html.js';
import { showAuc } from '../../report/numbers.js';
import { showSignal, sortedSignals } from '../../jets/signal.js';
import type { EpochMetrics } from '../../runs/metrics.js';
import { describeProgress } from '../../terminal/progress.js';
import type { Begin, End, Progress, SampleHistogram } from '../events.js';
import { browserPlotting } from './browserPlotting.js';
import { chartsOf } from './charts.js';
import { histograms } from './histograms.js';

/** Milliseconds from one drawing to the next, at least. */
const DRAW_MS = 300;

/** The page as it shows what it was told so far. */
export class View {
  private readonly plotting = browserPlotting();
  private training: Begin | null = null;
  private metrics: EpochMetrics[] = [];
  private samples: SampleHistogram | null = null;
  private due = false;

  begin(training: Begin): void {
    this.training = training;
    this.metrics = [...training.metrics];
    this.samples = training.samples;
    const { model, seed, run, data, jets } = training;
    document.title = `${run} · wnae train`;
    element('title').textContent = `${model.toUpperCase()} on ${data}`;
    element('about').textContent =
      `seed ${seed}, ${jets.train} jets to train on, ${jets.validation} to validate with; ${run}`;
    this.status('Training …');
    this.draw();
  }

  progress(progress: Progress): void {
    const { epoch, epochs, step, steps } = progress;
    const bar = element('bar') as HTMLProgressElement;
    bar.max = epochs;
    bar.value = epoch + step / Math.max(steps, 1);
    this.status(describeProgress(progress));
  }

  epoch(line: EpochMetrics): void {
    this.metrics.push(line);
    this.draw();
  }

  sampled(samples: SampleHistogram): void {
    this.samples = samples;
    this.draw();
  }

  end({ outcome, sentence }: End): void {
    const last = this.metrics.at(-1)?.epoch ?? 0;
    const said = {
      finished: `The training has ended after epoch ${last}.`,
      interrupted: `The training was interrupted after epoch ${last}.`,
      failed: `The training failed after epoch ${last}.`,
    }[outcome];
    this.status(
      [said, sentence, 'Its server is gone; this page stays as it is.']
        .filter((part) => part !== '')
        .join(' '),
      outcome,
    );
  }

  lost(): void {
    this.status(
      'The connection is lost: the process of the training has ended or stands still. This is the last state that came; trying again …',
      'lost',
    );
  }

  private status(text: string, kind = ''): void {
    const status = element('status');
    status.textContent = text;
    status.className = kind;
  }

  private draw(): void {
    if (this.due) return;
    this.due = true;
    setTimeout(() => {
      this.due = false;
      if (this.training !== null) this.drawAll(this.training);
    }, DRAW_MS);
  }

  private drawAll(training: Begin): void {
    const { plotting, metrics, samples } = this;
    const charts = chartsOf(training, metrics);
    element('curves').innerHTML =
      charts.length === 0
        ? html`<p>The curves begin with the second epoch.</p>`.text
        : html`${charts.map((chart) => figureOf(chartDrawing(plotting, chart)))}`.text;
    element('sampled').hidden = training.model === 'ae';
    element('samples-caption').textContent =
      samples === null
        ? 'The validation jets; the samples come at the end of the epoch.'
        : `The validation jets, and ${samples.samples} ends of chains of epoch ${samples.epoch}.`;
    if (training.model !== 'ae') {
      element('histograms').innerHTML = histograms(plotting, training, samples).text;
    }
    this.drawAucs();
  }

  private drawAucs(): void {
    const newest = this.metrics.findLast(({ auc }) => auc !== undefined);
    element('judged').hidden = newest?.auc === undefined;
    if (newest?.auc === undefined) return;
    const { auc, epoch } = newest;
    const rows = sortedSignals(Object.keys(auc)).map(
      (signal) =>
        html`<tr>
          <th scope="row">${showSignal(signal)}</th>
          <td>${showAuc(auc[signal.name])}</td>
        </tr>`,
    );
    element('aucs').innerHTML = html`<caption>
        Area under the ROC curve after epoch ${epoch}
      </caption>
      <tbody>
        ${rows}
      </tbody>`.text;
  }
}

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no element ${id}`);
  return found;
}
