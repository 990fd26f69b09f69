import { figure } from '../report/figure.js';
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

function table({ stages }: BundleCheck): Html {
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
              <td>${showNumber(ulps)}</td>
              <td>${showNumber(share)}</td>
              <td>${undecidable}</td>
              <td>${failed}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function plots(plotting: Plotting, { stages, steps }: BundleCheck): Html[] {
  const series = (of: 'share' | 'ulps'): Series[] =>
    [...stages.keys()].map((label, k) => ({
      label,
      ...lineStyle(k),
      lines: [
        steps.flatMap((stage, x) => {
          const y = stage.get(label)?.[of] ?? 0;
          return y > 0 && Number.isFinite(y) ? [{ x, y }] : [];
        }),
      ],
    }));
  const chart = { xLabel: 'step', log: true } as const;
  return [
    figure(plotting, {
      ...chart,
      title: 'Error as a share of its bound',
      caption:
        'Largest of each stage and step; above 1 no rounding explains it. Exact agreement is not drawn.',
      yLabel: 'error / bound',
      series: series('share'),
      levels: [{ value: 1, label: 'bound' }],
    }),
    figure(plotting, {
      ...chart,
      title: 'Error in units of the last place',
      caption:
        'Largest of each stage and step. Numbers near 0 that are differences of large ones have many.',
      yLabel: 'error / ulps',
      series: series('ulps'),
    }),
  ];
}
