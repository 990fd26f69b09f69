import { html, type Html } from './html.js';
import { leaves } from './runGroup.js';
import { objectOr, type Run } from './run.js';

/** What the runs were trained with, what they may be compared by, and how to repeat them. */
export function provenance(runs: readonly Run[], command: string | undefined): Html {
  const commands = [...new Set(runs.flatMap((run) => commandOf(run) ?? []))];
  const lines = command === undefined ? commands : [command];
  return html`<section aria-labelledby="repeat">
    <h2 id="repeat">To repeat this</h2>
    ${
      lines.length === 0
        ? html`<p>The runs do not record the command that made them.</p>`
        : html`<p>
              The same command on the same data gives the same bits; the digests below say so.
            </p>
            <pre>${lines.join('\n')}</pre>`
    }
    <h3>Digests</h3>
    ${digests(runs)}
    <h3>Settings</h3>
    ${settings(runs)}
  </section>`;
}

/** The command line of a run, as a string or a list of arguments. */
function commandOf({ manifest }: Run): string | null {
  const { command } = manifest;
  const text = Array.isArray(command) ? command.join(' ') : command;
  return typeof text === 'string' && text !== '' ? text : null;
}

function digests(runs: readonly Run[]): Html {
  const rows = runs.map((run) => [
    ...leaves(objectOr(run.manifest.sha256), 'sha256'),
    ...leaves(objectOr(run.manifest.versions), 'versions'),
    ...leaves(objectOr(run.manifest.jets), 'jets'),
  ]);
  return comparison(runs, rows, 'Digests, versions and numbers of jets', 'They are not recorded.');
}

function settings(runs: readonly Run[]): Html {
  const rows = runs.map((run) => leaves(run.config).filter(([key]) => key !== ''));
  return comparison(runs, rows, 'Settings', 'They are not recorded.');
}

/** Values by key, one column per run; what all runs share is told once, after what differs. */
function comparison(
  runs: readonly Run[],
  entries: readonly (readonly [string, string][])[],
  title: string,
  absent: string,
): Html {
  const keys = [...new Set(entries.flat().map(([key]) => key))];
  if (keys.length === 0) return html`<p>${absent}</p>`;
  const values = entries.map((list) => new Map(list));
  const row = (key: string): string[] => values.map((map) => map.get(key) ?? '–');
  const same = keys.filter((key) => new Set(row(key)).size === 1);
  const differing = keys.filter((key) => !same.includes(key));
  const table = (part: string, head: readonly string[], body: readonly Html[]): Html =>
    html`<div class="scroll" role="region" aria-label="${title}, ${part}" tabindex="0">
      <table class="settings">
        <caption>
          ${title}, ${part}
        </caption>
        <thead>
          <tr>
            <th scope="col">key</th>
            ${head.map((name) => html`<th scope="col">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${body}
        </tbody>
      </table>
    </div> `;
  const line = (key: string, cells: readonly string[]): Html =>
    html`<tr>
      <th scope="row">${key}</th>
      ${cells.map((cell) => html`<td>${cell}</td>`)}
    </tr> `;
  return html`${
    differing.length === 0
      ? null
      : table(
          'by run',
          runs.map((run) => run.name),
          differing.map((key) => line(key, row(key))),
        )
  }${
    same.length === 0
      ? null
      : html`<details>
          <summary>
            ${title}, ${runs.length === 1 ? 'in full' : `${same.length} the same in all runs`}
          </summary>
          ${table(
            runs.length === 1 ? 'in full' : 'in all runs',
            ['value'],
            same.map((key) => line(key, [row(key)[0]])),
          )}
        </details>`
  }`;
}
