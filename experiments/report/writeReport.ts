import { writeAtomically } from '../runs/atomicFile.js';
import { html, Html } from './html.js';
import { aucChange } from './aucChange.js';
import { aucTable, choiceRule } from './aucTable.js';
import { figureOf } from './drawing.js';
import { writeFigures } from './figureFiles.js';
import { finding } from './findings.js';
import { groupFigures, type GroupFigures } from './groupFigures.js';
import { loadPlotting, withOwnClipPaths, type Plotting } from './plotting.js';
import { provenance } from './provenance.js';
import { readRun, type Run } from './run.js';
import { groupRuns, modelTitle, type RunGroup } from './runGroup.js';
import { schematic } from './schematic.js';
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
  const plotting = await loadPlotting();
  const parts = groupRuns(runs).map((group) => ({ group, figures: groupFigures(plotting, group) }));
  const remarks = parts.flatMap(({ group, figures: { curves, chapters } }) => {
    const drawings = [...curves, ...chapters.flatMap((chapter) => chapter.drawings), schematic()];
    return writeFigures(group.runs[0].folder, drawings) ?? [];
  });
  writeAtomically(outFile, reportPage(runs, parts, remarks, plotting, options).text);
}

/** Runs that differ in their seed alone, and their figures. */
interface Part {
  readonly group: RunGroup;
  readonly figures: GroupFigures;
}

function reportPage(
  runs: readonly Run[],
  parts: readonly Part[],
  remarks: readonly string[],
  plotting: Plotting,
  options: ReportOptions,
): Html {
  const groups = parts.map(({ group }) => group);
  const errors = new Map(parts.map(({ group, figures }) => [group, figures.aucErrors]));
  const models = [...new Set(groups.map((group) => modelTitle(group.model)))];
  const title = options.title ?? `Anomaly detection with ${models.join(', ')}`;
  const [compared, ...others] = byTrainingData(groups);
  // a table too wide to stand beside its figure
  const wide = compared.length > 3 || runs.length > groups.length;
  const layout = wide ? 'wide' : compared.length === 3 ? 'three' : '';
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
          <div class="answer ${layout}">
            <div>
              ${aucTable(compared, errors)} ${others.map((rest) => aucTable(rest, errors))}
              ${choiceRule(groups)}
            </div>
            ${aucChange(plotting, compared)}
          </div>
          ${parts.map((part, k) => groupSection(part, `group-${k}`))}
          ${
            models.includes('WNAE')
              ? html`<section aria-labelledby="method">
                  <h2 id="method">The method</h2>
                  <div class="figures">${figureOf(schematic())}</div>
                </section>`
              : null
          }
          ${provenance(runs, options.command)}
          ${remarks.length === 0 ? null : html`<p class="remarks">${remarks.join(' ')}</p>`}
        </main>
      </body>
    </html> `;
  return new Html(withOwnClipPaths(page.text));
}

/** Groups whose AUCs are against the same background. */
function byTrainingData(groups: readonly RunGroup[]): RunGroup[][] {
  const sources = [...new Set(groups.map((group) => group.source))];
  return sources.map((source) => groups.filter((group) => group.source === source));
}

function groupSection({ group, figures }: Part, id: string): Html {
  const remarks = [
    ...group.runs.flatMap((run) => run.remarks.map((remark) => `${run.name}: ${remark}`)),
    ...(figures.remark === null ? [] : [figures.remark]),
  ];
  const seeds = group.runs.map((run) => run.seed).filter((seed) => seed !== null);
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
    ${
      figures.curves.length === 0
        ? html`<p>There are no curves to draw.</p>`
        : html`<div class="figures">${figures.curves.map(figureOf)}</div>`
    }
    ${figures.chapters.map(
      ({ title, drawings }, k) =>
        html`<details ${k === 0 ? new Html('open') : null}>
          <summary>
            ${title}${group.runs.length === 1 || k === 0 ? null : html` <small>(${group.runs[0].name})</small>`}
          </summary>
          <div class="figures">${drawings.map(figureOf)}</div>
        </details>`,
    )}
  </section> `;
}
