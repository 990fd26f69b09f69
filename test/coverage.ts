/**
 * Which lines and blocks of each folder of the library and of the algorithms run in its own tests, those in the test
 * folder of the same name (docs/mutants.md); then the lines that do not. Words keep the folders that contain one.
 *
 *     npm run coverage
 *     npm run coverage -- optim nn
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Coverage } from './mutation/coverage.js';

const build = join(import.meta.dirname, '..');
const folders = ['algorithms', ...readdirSync(join(build, 'lib')).map((name) => `lib/${name}`)];

interface Count {
  total: number;
  ran: number;
}

const words = process.argv.slice(2);
const wanted = folders
  .filter((folder) => words.length === 0 || words.some((word) => folder.includes(word)))
  .sort();

process.stdout.write('| folder | lines | blocks |\n|---|---|---|\n');
const unrun = wanted.flatMap((folder) => tableRow(folder, coverageOf(folder)));
process.stdout.write(`\n${unrun.map((line) => `- ${line}\n`).join('')}`);

/** What the tests of a folder run. */
function coverageOf(folder: string): Coverage {
  const reports = mkdtempSync(join(tmpdir(), 'wnae-coverage-'));
  try {
    const tests = filesIn(`test/${folder.replace('lib/', '')}`, '.test.js');
    const seed = join(build, 'test/support/seed.js');
    const { status } = spawnSync(
      process.execPath,
      ['--test', '--test-reporter=dot', '--import', seed, ...tests],
      {
        cwd: join(build, '..'),
        env: { ...process.env, NODE_V8_COVERAGE: reports },
        stdio: ['ignore', 2, 2],
      },
    );
    if (status !== 0) {
      throw new Error(`coverage: expected the tests of ${folder} to pass, got exit ${status}`);
    }
    return new Coverage(reports);
  } finally {
    rmSync(reports, { recursive: true, force: true });
  }
}

/** Prints what ran of a folder; returns its lines that did not. */
function tableRow(folder: string, coverage: Coverage): string[] {
  const lines: Count = { total: 0, ran: 0 };
  const blocks: Count = { total: 0, ran: 0 };
  const unrun = filesIn(folder, '.js').flatMap((file) => {
    const starts = [...coverage.blocks(file)];
    blocks.total += starts.length;
    blocks.ran += starts.filter((start) => coverage.ran(file, start)).length;
    const ranByLine = sourceLines(file, coverage);
    const missed = [...ranByLine].filter(([, ran]) => !ran).map(([line]) => line);
    lines.total += ranByLine.size;
    lines.ran += ranByLine.size - missed.length;
    const name = file.slice(build.length + 1).replace(/js$/, 'ts');
    return missed.length === 0 ? [] : [`${name}: ${missed.sort((a, b) => a - b).join(', ')}`];
  });
  process.stdout.write(`| ${folder} | ${share(lines)} | ${share(blocks)} |\n`);
  return unrun;
}

/** The lines of a source that became code, and whether any of it ran. */
function sourceLines(file: string, coverage: Coverage): Map<number, boolean> {
  const map = new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')) as SourceMapPayload);
  const lines = new Map<number, boolean>();
  let offset = 0;
  readFileSync(file, 'utf8')
    .split('\n')
    .forEach((text, k) => {
      const column = text.search(/[^\s})\];,]/);
      const isCode = column !== -1 && !/^\s*(\/\/|\/?\*)/.test(text);
      const line = isCode ? sourceLine(map, k, column) : undefined;
      if (line !== undefined) {
        lines.set(line, (lines.get(line) ?? false) || coverage.ran(file, offset + column));
      }
      offset += text.length + 1;
    });
  return lines;
}

function sourceLine(map: SourceMap, line: number, column: number): number | undefined {
  const entry = map.findEntry(line, column);
  return 'originalLine' in entry ? entry.originalLine + 1 : undefined;
}

/** Absolute paths of the files in a folder of the build. */
function filesIn(folder: string, ending: string): string[] {
  return readdirSync(join(build, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => join(build, folder, file))
    .sort();
}

function share({ total, ran }: Count): string {
  return total === 0 ? '—' : `${((100 * ran) / total).toFixed(1)} % of ${total}`;
}
