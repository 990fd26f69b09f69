/**
 * Which lines and branches of the library and the algorithms their tests run, by folder (docs/mutants.md). Built
 * without source maps for it, because Node.js 20 cannot report coverage with them.
 *
 *     npm run coverage
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
/** beside dist, so that tests find their files and packages */
const build = mkdtempSync(join(root, 'dist-coverage-'));
const reportFile = join(build, 'lcov.info');

try {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const plain = ['--sourceMap', 'false', '--declaration', 'false', '--incremental', 'false'];
  run(compiler, '-p', join(root, 'tsconfig.json'), ...plain, '--outDir', build);
  const folders = ['algorithms', ...readdirSync(join(root, 'lib'))].map(
    (folder) => `test/${folder}/`,
  );
  const tests = readdirSync(join(build, 'test'), { recursive: true, encoding: 'utf8' })
    .map((file) => `test/${file.replaceAll('\\', '/')}`)
    .filter(
      (file) => file.endsWith('.test.js') && folders.some((folder) => file.startsWith(folder)),
    )
    .sort();
  run(
    '--test', '--experimental-test-coverage', '--import', join(build, 'test/support/seed.js'),
    '--test-reporter=lcov', `--test-reporter-destination=${reportFile}`,
    ...tests.map((file) => join(build, file)),
  ); // prettier-ignore
  process.stdout.write(table(readFileSync(reportFile, 'utf8')));
} finally {
  rmSync(build, { recursive: true, force: true });
}

function run(...args: string[]): void {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error(`coverage: expected ${args[0]} to succeed, got exit ${status}`);
}

/** Sums the files of a report in the format of lcov by their folders. */
function table(report: string): string {
  const totals = new Map<string, Record<string, number>>();
  for (const file of report.split('end_of_record')) {
    const folder = /^SF:[^/\n]*\/(lib\/\w+|algorithms)\//m.exec(file)?.[1];
    if (folder === undefined) continue;
    const total = totals.get(folder) ?? { LF: 0, LH: 0, BRF: 0, BRH: 0 };
    for (const [, key, count] of file.matchAll(/^(LF|LH|BRF|BRH):(\d+)$/gm)) {
      total[key] += Number(count);
    }
    totals.set(folder, total);
  }
  const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;
  const rows = [...totals]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([folder, { LF, LH, BRF, BRH }]) => `| ${folder} | ${percent(LH, LF)} | ${percent(BRH, BRF)} |\n`); // prettier-ignore
  return ['| folder | lines | branches |\n|---|---|---|\n', ...rows].join('');
}
