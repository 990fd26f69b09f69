/**
 * Tries the build on every engine that this machine has or npm brings, prints a table, and exits with 1
 * on any difference. A word on the command line keeps only the engines whose name contains it.
 *
 *     npm run portability                  the table
 *     npm run portability -- --document    writes that of all engines into docs/portability.md too
 *     npm run portability -- --record      rewrites test/fixtures/portability.json by this Node.js
 *     npm run portability -- --serve       waits for any browser on this machine to open a page
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCommitted, writeCommitted } from './committed.js';
import { committedOf, differences, digestOfAll, type Committed } from './comparison.js';
import { engines } from './engines/index.js';
import { servePage } from './engines/pageServer.js';
import { report } from './report.js';
import { tryEngine, type Trial } from './trial.js';

const page = join(import.meta.dirname, '../../../docs/portability.md');

const flags = process.argv.slice(2).filter((word) => word.startsWith('--'));
const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));

if (flags.includes('--record')) {
  writeCommitted(committedOf(await report()));
} else if (flags.includes('--serve')) {
  await serve(readCommitted());
} else {
  await tryAll(readCommitted());
}

async function tryAll(committed: Committed): Promise<void> {
  const wanted = engines.filter(({ name }) =>
    words.every((word) => name.toLowerCase().includes(word.toLowerCase())),
  );
  const trials: Trial[] = [];
  for (const engine of wanted) {
    process.stderr.write(`${engine.name} …\n`);
    trials.push(await tryEngine(engine, committed));
  }
  const table = await tableOf(trials, committed);
  process.stdout.write(`${table}\n`);
  if (flags.includes('--document') && words.length === 0) document(table);
  if (trials.length === 0 || trials.some(({ outcome }) => outcome in { different: 1, failed: 1 })) {
    process.exitCode = 1;
  }
}

async function tableOf(trials: readonly Trial[], committed: Committed): Promise<string> {
  const lines = ['| engine | on | in plain loops | with WebAssembly |', '|---|---|---|---|'];
  for (const { engine, outcome, reasons, reports } of trials) {
    const shown = { plain: '', webAssembly: 'not used' };
    for (const one of reports) {
      const digest = await digestOfAll(committedOf(one));
      shown[one.webAssembly ? 'webAssembly' : 'plain'] = `\`${digest.slice(0, 16)}\``;
    }
    const [first] = reports;
    const name = first === undefined ? engine.name : `${first.engine}${remarkOf(engine.name)}`;
    lines.push(
      outcome === 'missing' || outcome === 'failed'
        ? `| ${name} | ${engine.place} | ${outcome}: ${reasons.join('; ')} | |`
        : `| ${name} | ${engine.place} | ${shown.plain} | ${shown.webAssembly} |`,
    );
    if (outcome === 'different') lines.push(`| | | different: ${reasons.join('; ')} | |`);
  }
  const date = new Date().toISOString().slice(0, 10);
  const digest = await digestOfAll(committed);
  const count = Object.keys(committed).length;
  const equal = trials.filter(({ outcome }) => outcome === 'equal').length;
  return [
    ...lines,
    '',
    `${date}: ${equal} of ${trials.length} computed what is committed, ${count} digests whose digest is`,
    `\`${digest}\`.`,
  ].join('\n');
}

/** What an engine's name says beyond its kind and version. */
function remarkOf(name: string): string {
  return /, (.*)$/.exec(name)?.[0] ?? '';
}

/** Puts the table between the marks on the page. */
function document(table: string): void {
  const text = readFileSync(page, 'utf8');
  const marks = /(<!-- table -->\n)[\s\S]*(<!-- end of table -->)/;
  writeFileSync(
    page,
    text.replace(marks, (_, begin, end) => `${begin}\n${table}\n\n${end}`),
  );
}

async function serve(committed: Committed): Promise<void> {
  const server = await servePage();
  process.stdout.write(`Open ${server.url({})} in a browser.\n`);
  for (;;) {
    const made = await server.next();
    const wrong = differences(made, committed);
    process.stdout.write(
      wrong.length === 0
        ? `${made.engine}: the same bits\n`
        : `${made.engine}: ${wrong.length} differ, the first being ${wrong[0]}\n`,
    );
  }
}
