import { figureOf } from '../report/drawing.js';
import { chartDrawing } from '../report/figure.js';
import type { Series } from '../report/chart.js';
import { html, Html } from '../report/html.js';
import { showNumber } from '../report/numbers.js';
import { lineStyle } from '../report/palette.js';
import type { Plotting } from '../report/plotting.js';
import { stylesheet } from '../report/stylesheet.js';
import type { BundleCheck } from './checkBundle.js';
import { verdictOf } from './describeCheck.js';
import type { Bundle } from './readBundle.js';

/** The page of a check: verdict, table of the stages, error against step. Loads nothing from elsewhere. */
export function checkPage(
  plotting: Plotting,
  bundle: Bundle,
  check: BundleCheck,
  file: string,
): string {
  const { config, dtype, steps, producer } = bundle;
  const title = `Cross-validation of ${file}`;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${new Html(stylesheet)}
        </style>
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          <p class="of">${steps} steps of ${config.model} in ${dtype}, by ${producer}</p>
          <p>${verdictOf(check)}</p>
          ${table(check)}
          ${steps < 2 ? null : html`<div class="figures">${plots(plotting, check)}</div>`}
        </main>
      </body>
    </html> `;
  return page.text;
}

function table({ stages, bits }: BundleCheck): Html {
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          ${['stage', 'elements', 'error / ulps', 'error / bound', 'undecidable', 'wrong'].map(
            (head) => html`<th scope="col">${head}</th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${[...stages].map(
          ([name, { elements, ulps, share, undecidable, failed }]) =>
            html`<tr>
              <th scope="row">${name}</th>
              <td>${elements}</td>
              <td>${show(ulps)}</td>
              <td>${bits ? '–' : show(share)}</td>
              <td>${undecidable}</td>
              <td>${failed}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

const show = (value: number): string => (value === 0 ? '0' : showNumber(value));

/** Stages up to the loss, and those of its gradient and the update: as many as there are line styles. */
function isBackward(stage: string): boolean {
  return /^(cotangent|grad|adam|sgd|param)/.test(stage);
}

function plots(plotting: Plotting, { stages, steps }: BundleCheck): Html[] {
  const series = (of: 'share' | 'ulps', backward: boolean): Series[] =>
    [...stages.keys()]
      .filter((label) => isBackward(label) === backward)
      .map((label, k) => ({
        label,
        ...lineStyle(k),
        lines: [
          steps.flatMap((stage, x) => {
            const y = stage.get(label)?.[of] ?? 0;
            return y > 0 && Number.isFinite(y) ? [{ x, y }] : [];
          }),
        ],
      }))
      .filter(({ lines: [points] }) => points.length > 0);
  const chart = { xLabel: 'step', log: true } as const;
  const figures = [false, true].flatMap((backward) => {
    const part = backward ? 'gradient and update' : 'chain to loss';
    return [
      {
        ...chart,
        name: backward ? 'shares-backward' : 'shares-forward',
        title: `Error as a share of its bound: ${part}`,
        caption:
          'Largest of each stage and step; above 1 no rounding explains it. Exact agreement is not drawn.',
        yLabel: 'error / bound',
        series: series('share', backward),
        levels: [{ value: 1, label: 'bound' }],
      },
      {
        ...chart,
        name: backward ? 'ulps-backward' : 'ulps-forward',
        title: `Error in units of the last place: ${part}`,
        caption:
          'Largest of each stage and step. Numbers near 0 that are differences of large ones have many.',
        yLabel: 'error / ulps',
        series: series('ulps', backward),
      },
    ];
  });
  return figures
    .filter((one) => one.series.length > 0)
    .map((one) => figureOf(chartDrawing(plotting, one)));
}
