import { writeAtomically } from '../runs/atomicFile.js';
import { html, Html } from './html.js';
import { aucChange } from './aucChange.js';
import { aucGrid, aucTable, choiceRule } from './aucTable.js';
import { curves } from './curves.js';
import { finding } from './findings.js';
import { showEpochs } from './numbers.js';
import { loadPlotting, type Plotting } from './plotting.js';
import { provenance } from './provenance.js';
import { readRun, type Run } from './run.js';
import { groupRuns, modelTitle, type RunGroup } from './runGroup.js';
import { stylesheet } from './stylesheet.js';

export interface ReportOptions {
  /** heading of the report; by default it names the models */
  readonly title?: string;
  /** the command that repeats all of it; by default those of the runs */
  readonly command?: string;
}

/**
 * Writes one HTML file, which loads nothing from elsewhere, on the runs in `runFolders`. Runs that
 * differ in their seed alone are reported together, as mean ± standard deviation. The same folders give
 * the same bytes.
 *
 * @throws Error where a folder holds no run, or the packages that draw the figures are not installed
 */
export async function writeReport(
  runFolders: readonly string[],
  outFile: string,
  options: ReportOptions = {},
): Promise<void> {
  if (runFolders.length === 0)
    throw new Error('report: expected at least one run folder, got none');
  const runs = runFolders.map(readRun);
  const page = reportPage(runs, await loadPlotting(), options);
  writeAtomically(outFile, page.text);
}

function reportPage(runs: readonly Run[], plotting: Plotting, options: ReportOptions): Html {
  const groups = groupRuns(runs);
  const models = [...new Set(groups.map((group) => modelTitle(group.model)))];
  const title = options.title ?? `Anomaly detection with ${models.join(', ')}`;
  // a table too wide to stand beside its figure
  const wide = groups.length > 3 || runs.length > groups.length;
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
          <p class="of">
            ${runs.length === 1 ? 'One run' : `${runs.length} runs`}:
            ${runs.map((run) => run.name).join(', ')}
          </p>
          <ul class="findings">
            ${groups.map((group) => html`<li>${finding(group)}</li>`)}
          </ul>
          <div class="${wide ? 'answer wide' : 'answer'}">
            <div>${aucTable(groups)} ${choiceRule(groups)}</div>
            ${aucChange(plotting, groups)}
          </div>
          ${groups.map((group, k) => groupSection(group, `group-${k}`, plotting))}
          ${provenance(runs, options.command)}
        </main>
      </body>
    </html> `;
  return new Html(withOwnClipPaths(page.text));
}

function groupSection(group: RunGroup, id: string, plotting: Plotting): Html {
  const remarks = group.runs.flatMap((run) =>
    run.remarks.map((remark) => `${run.name}: ${remark}`),
  );
  const seeds = group.runs.map((run) => run.seed).filter((seed) => seed !== null);
  const epochs = showEpochs(group.last.map((at) => at.epoch.epoch));
  const grids = [
    aucGrid(
      group.chosen,
      `AUC at the chosen epoch, ${showEpochs(group.chosen.map((at) => at.epoch.epoch))}`,
    ),
    aucGrid(group.last, `AUC at the last epoch, ${epochs}`),
  ];
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">${group.label}</h2>
    <p class="of">
      ${group.runs.map((run) => run.name).join(', ')}${seeds.length === 0 ? '' : `; ${seeds.length === 1 ? 'seed' : 'seeds'} ${seeds.join(', ')}`}
    </p>
    ${
      remarks.length === 0
        ? null
        : html`<ul class="remarks">
            ${remarks.map((remark) => html`<li>${remark}</li>`)}
          </ul>`
    }
    ${curves(plotting, group)}
    <div class="grids">${grids.filter((grid) => grid !== null)}</div>
  </section> `;
}

/** Numbers the clip paths of this page from 1: the plotting library counts on from report to report. */
function withOwnClipPaths(page: string): string {
  const numbers = new Map<string, number>();
  return page.replace(/plot-clip-\d+/g, (id) => {
    const number = numbers.get(id) ?? numbers.size + 1;
    numbers.set(id, number);
    return `clip-${number}`;
  });
}
