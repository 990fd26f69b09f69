import { html, type Html } from './html.js';
import type { Criterion, Measured } from './chosenEpoch.js';
import { meanSpread } from './meanSpread.js';
import { showAuc, showAucs, showEpochs } from './numbers.js';
import type { RunGroup } from './runGroup.js';
import { sortedSignals } from '../jets/signal.js';

const criteria: Readonly<Record<Criterion, string>> = {
  wasserstein:
    'the epoch at which W between validation jets and model samples is smallest, where the model is closest to the data',
  reconstruction:
    'the epoch at which the reconstruction error of the validation jets is smallest, since an autoencoder is trained for nothing else',
  last: 'the last epoch, as configured',
};

/** How the chosen epochs were chosen, without a look at the signals. */
export function choiceRule(groups: readonly RunGroup[]): Html {
  const used = [...new Set(groups.map((group) => group.criterion))];
  const sentences = used.map((criterion) => {
    const labels = groups.filter((g) => g.criterion === criterion).map((g) => g.label);
    return `For ${labels.join(' and ')} it is ${criteria[criterion]}.`;
  });
  return html`<p>The chosen epoch is found without any signal. ${sentences.join(' ')}</p>`;
}

/** AUC by signal for each group, at its chosen and at its last epoch. */
export function aucTable(groups: readonly RunGroup[]): Html {
  const columns = groups.flatMap((group) => [group.chosen, group.last]);
  const names = columns.flatMap((column) => column.flatMap((at) => Object.keys(at.auc)));
  if (names.length === 0) return html`<p>No AUC was measured in these runs.</p>`;
  const seeds = groups.some((group) => group.runs.length > 1);
  const cells = (pick: (at: Measured) => number | null | undefined): Html[] =>
    columns.map((column) => html`<td>${showAucs(meanSpread(column.map(pick)))}</td>`);
  const rows = sortedSignals(names).map(({ name, mass, invisible, scale }) => {
    const variant = scale === null ? '' : ` Λ\u00a0${scale}`;
    const head =
      mass === null
        ? html`<th scope="row" colspan="2">${name}</th>`
        : html`<th scope="row">${mass}</th>
            <td class="fraction">${invisible}${variant}</td>`;
    return html`<tr>
      ${head}${cells((at) => at.auc[name])}
    </tr> `;
  });
  return html`<div class="scroll" role="region" aria-label="Table of AUC by signal" tabindex="0">
    <table class="auc">
      <caption>
        <span>
          Area under the ROC curve (AUC) of each signal against the
          background${seeds ? '; mean ± standard deviation over seeds' : ''}. 1 is perfect, 0.5 is
          guessing, below 0.5 the signal looks more ordinary than the background.
        </span>
      </caption>
      <thead>
        <tr>
          <th scope="col" rowspan="2" class="mass"><i>m</i><sub>Φ</sub> / <wbr />GeV</th>
          <th scope="col" rowspan="2"><i>r</i><sub>inv</sub></th>
          ${groups.map(
            (group) =>
              html`<th scope="colgroup" colspan="2">
                ${group.label}${group.runs.length > 1 ? html`<br /><small>${group.runs.length} seeds</small>` : null}
              </th>`,
          )}
        </tr>
        <tr>
          ${groups.map(
            (group) =>
              html`<th scope="col">chosen<br /><small>${epochsOf(group.chosen)}</small></th>
                <th scope="col">last<br /><small>${epochsOf(group.last)}</small></th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" colspan="2">mean</th>
          ${cells((at) => at.meanAuc)}
        </tr>
      </tfoot>
    </table>
  </div>`;
}

function epochsOf(column: readonly Measured[]): string {
  if (column.length === 0) return '–';
  const epochs = column.map((at) => at.epoch.epoch);
  const elsewhere = column.filter((at) => at.meanAuc !== null && at.aucEpoch !== at.epoch.epoch);
  if (elsewhere.length === 0) return showEpochs(epochs);
  return `${showEpochs(epochs)}; AUC of ${showEpochs(column.map((at) => at.aucEpoch))}`;
}

/** AUC over (m_Φ, r_inv) as a table, coloured blue above guessing and orange below. */
export function aucGrid(column: readonly Measured[], title: string): Html | null {
  const signals = sortedSignals(column.flatMap((at) => Object.keys(at.auc)));
  const placed = signals.filter((signal) => signal.mass !== null);
  if (placed.length === 0) return null;
  const masses = [...new Set(placed.map((signal) => signal.mass))];
  const fractions = [...new Set(placed.map((signal) => signal.invisible ?? 0))].sort(
    (a, b) => a - b,
  );
  const area = (name: string): number | undefined =>
    meanSpread(column.map((at) => at.auc[name]))?.mean;
  const cell = (mass: number | null, fraction: number): Html => {
    const here = placed.filter((s) => s.mass === mass && s.invisible === fraction);
    if (here.length === 0) return html`<td class="none"></td>`;
    const texts = here.map(({ name, scale }) =>
      scale === null
        ? html`<div>${showAuc(area(name))}</div>`
        : html`<div><small>Λ ${scale}: ${showAuc(area(name))}</small></div>`,
    );
    return html`<td style="${tint(area(here[0].name) ?? 0.5)}">${texts}</td>`;
  };
  return html`<div class="scroll" role="region" aria-label="${title}" tabindex="0">
    <table class="grid">
      <caption>
        <span> ${title} </span>
      </caption>
      <thead>
        <tr>
          <th scope="col"><i>m</i><sub>Φ</sub> / GeV</th>
          ${fractions.map((fraction) => html`<th scope="col"><i>r</i><sub>inv</sub> ${fraction}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${masses.map(
          (mass) =>
            html`<tr>
              <th scope="row">${mass}</th>
              ${fractions.map((fraction) => cell(mass, fraction))}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`;
}

function tint(area: number): string {
  const share = Math.min(1, Math.abs(area - 0.5) / 0.4);
  const color = area >= 0.5 ? '86 180 233' : '230 159 0';
  return `background: rgb(${color} / ${(0.06 + 0.54 * share).toFixed(2)})`;
}
