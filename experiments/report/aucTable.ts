import { html, type Html } from './html.js';
import type { Criterion, Measured } from './chosenEpoch.js';
import { meanSpread } from './meanSpread.js';
import { showAucs, showEpochs } from './numbers.js';
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
    return `For ${inWords(labels)} it is ${criteria[criterion]}.`;
  });
  return html`<p>The chosen epoch is found without any signal. ${sentences.join(' ')}</p>`;
}

/** `a`, `a and b`, `a, b and c`. */
function inWords(names: readonly string[]): string {
  const [last, ...before] = names.toReversed();
  return before.length === 0 ? last : `${before.toReversed().join(', ')} and ${last}`;
}

/** Statistical errors of the AUCs at the chosen epoch, by signal. */
export type AucErrors = Readonly<Record<string, number>>;

/**
 * AUC by signal for each group, at its chosen and at its last epoch. A single run has the error of its
 * AUCs at the chosen epoch beside them, if it is known.
 */
export function aucTable(
  groups: readonly RunGroup[],
  errors: ReadonlyMap<RunGroup, AucErrors>,
): Html {
  const columns = groups.flatMap((group) => [group.chosen, group.last]);
  const known = groups.flatMap((group) => [
    group.runs.length === 1 ? errors.get(group) : null,
    null,
  ]);
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
      ${head}${columns.map((column, k) => {
        const area = meanSpread(column.map((at) => at.auc[name]));
        return html`<td>
          ${showAucs(area === null || area.spread !== null ? area : { ...area, spread: known[k]?.[name] ?? null })}
        </td>`;
      })}
    </tr> `;
  });
  return html`<div class="scroll" role="region" aria-label="Table of AUC by signal" tabindex="0">
    <table class="auc">
      <caption>
        <span>
          Area under the ROC curve (AUC) of each signal against the
          background${groups[0].source === null ? '' : `, ${groups[0].source}`}${
            seeds
              ? '; mean ± standard deviation over seeds'
              : known.some((one) => one !== null && one !== undefined)
                ? '; ± statistical error (bootstrap over jets)'
                : ''
          }.
          1 is perfect, 0.5 is guessing, below 0.5 the signal looks more ordinary than the
          background.
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
