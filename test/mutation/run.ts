/**
 * Breaks one thing at a time and asks whether a test notices (docs/mutants.md). Words keep the mutants whose
 * `area file:line:column` contains one of them. Exits with 1 if a mutant survives that the page does not explain.
 *
 *     npm run mutants                                        every mutant of every area: hours
 *     npm run mutants -- "derivative rules"                  those of one
 *     npm run mutants -- --sample 100 lib/transport/         100 of a folder, drawn with --seed 1
 *     npm run mutants -- pivot.ts:53:                        those of a line
 *     npm run mutants -- --log mutants.jsonl optimisers      keeps the verdicts; only survivors are retried
 */
import { appendFileSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { key, permutation, stream } from '../../lib/random/index.js';
import { areas, type Area } from './areas.js';
import type { Coverage } from './coverage.js';
import { explainedMutants, itemOf } from './explained.js';
import { mutantsOf, mutated, type Mutant } from './mutantsOf.js';
import { WorkingCopy } from './workingCopy.js';

interface Candidate extends Mutant {
  readonly file: string;
}

/** A test file, with what it takes and what it runs of the unbroken code. */
interface MeasuredTest {
  readonly file: string;
  readonly milliseconds: number;
  readonly coverage: Coverage;
}

/** Tests may take so many times what they take on the unbroken code, and so long besides: time of the CPU. */
const PATIENCE = 3;
const GRACE_MS = 2000;
const BASELINE_LIMIT_MS = 300_000;
/** Tests that take less run together in one process, the others one after the other. */
const QUICK_MS = 1000;

const root = join(import.meta.dirname, '../../..');
const { values, positionals: words } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    log: { type: 'string' },
  },
});

setPriority(10);
const explained = explainedMutants(root);
const verdicts = readLog();
const copy = new WorkingCopy(root);
try {
  process.stdout.write(
    '| area | mutants | tried | killed | explained | survived |\n|---|---|---|---|---|---|\n',
  );
  const survivors = areas.flatMap(tryArea);
  process.stdout.write(`\n${survivors.map((line) => `- ${line}\n`).join('')}`);
  if (survivors.length > 0) process.exitCode = 1;
} finally {
  copy.remove();
}

/** Tries an area's mutants, prints its row and returns the survivors that are not explained. */
function tryArea(area: Area): string[] {
  const candidates = area.sources
    .flatMap((path) => filesIn(path))
    .filter((file) => !area.without?.includes(file))
    .flatMap((file) => candidatesOf(file))
    .filter((mutant) => isWanted(`${area.name} ${placeOf(mutant)}`));
  const chosen = values.sample === undefined ? candidates : sampleOf(candidates, area);
  if (chosen.length === 0) return [];
  const pending = chosen.filter((mutant) => !isSettled(mutant));
  const tests = pending.length === 0 ? [] : measure(area);
  pending.forEach((mutant, number) => {
    const killer = killerOf(mutant, tests);
    record(mutant, killer);
    const verdict = killer === null ? 'SURVIVED' : `killed by ${killer}`;
    process.stderr.write(`${number + 1}/${pending.length} ${describe(mutant)}: ${verdict}\n`);
  });
  const survivors = chosen.filter((mutant) => verdicts.get(describe(mutant)) === null);
  const unexplained = survivors.filter((mutant) => !explained.has(itemOf(mutant)));
  const counts = [
    candidates.length,
    chosen.length,
    chosen.length - survivors.length,
    survivors.length - unexplained.length,
    unexplained.length,
  ];
  process.stdout.write(`| ${[area.name, ...counts].join(' | ')} |\n`);
  return unexplained.map(describe);
}

/** All mutants of a source file, with places in the source for changes of its translation. */
function candidatesOf(file: string): Candidate[] {
  const text = readFileSync(`${copy.built(file)}.map`, 'utf8');
  const map = new SourceMap(JSON.parse(text) as SourceMapPayload);
  return mutantsOf(copy.read(file)).map((mutant) => {
    const entry = map.findEntry(mutant.line - 1, mutant.column - 1);
    if (!('originalLine' in entry)) return { ...mutant, file };
    return { ...mutant, file, line: entry.originalLine + 1, column: entry.originalColumn + 1 };
  });
}

/** The area's tests, from the quickest to the slowest. */
function measure({ name, tests }: Area): MeasuredTest[] {
  return tests
    .flatMap((path) => filesIn(path))
    .filter((file) => file.endsWith('.test.ts'))
    .map((file): MeasuredTest => {
      process.stderr.write(`${name}: measuring ${file}\n`);
      const { failure, milliseconds } = copy.run([file], BASELINE_LIMIT_MS);
      if (failure !== null) {
        throw new Error(
          `mutants: expected ${file} to pass on the unbroken code, but it fails: ${failure}`,
        );
      }
      return { file, milliseconds, coverage: copy.coverage(file, BASELINE_LIMIT_MS) };
    })
    .sort((a, b) => a.milliseconds - b.milliseconds);
}

/** What fails first of the tests that run the place of the mutant; null if all pass. */
function killerOf(mutant: Candidate, tests: readonly MeasuredTest[]): string | null {
  const built = copy.built(mutant.file);
  const concerned = tests.filter(({ coverage }) => coverage.ran(built, mutant.start));
  const quick = concerned.filter(({ milliseconds }) => milliseconds < QUICK_MS);
  const slow = concerned.filter(({ milliseconds }) => milliseconds >= QUICK_MS);
  const groups = [quick, ...slow.map((test) => [test])].filter((group) => group.length > 0);
  return copy.with(mutant.file, mutated(copy.read(mutant.file), mutant), () => {
    for (const group of groups) {
      const time = group.reduce((total, { milliseconds }) => total + milliseconds, 0);
      const files = group.map(({ file }) => file);
      const { failure } = copy.run(files, PATIENCE * time + GRACE_MS);
      if (failure !== null) return failure;
    }
    return null;
  });
}

/** The verdicts of earlier runs with this log: the killer, or null. */
function readLog(): Map<string, string | null> {
  if (values.log === undefined || !existsSync(values.log)) return new Map();
  const lines = readFileSync(values.log, 'utf8').trimEnd().split('\n');
  return new Map(
    lines.map((line) => {
      const { mutant, killer } = JSON.parse(line) as { mutant: string; killer: string | null };
      return [mutant, killer];
    }),
  );
}

/** Survivors are tried again, for new tests may notice them, unless nothing can. */
function isSettled(mutant: Candidate): boolean {
  const killer = verdicts.get(describe(mutant));
  return killer === null ? explained.has(itemOf(mutant)) : killer !== undefined;
}

function record(mutant: Candidate, killer: string | null): void {
  verdicts.set(describe(mutant), killer);
  if (values.log === undefined) return;
  appendFileSync(values.log, `${JSON.stringify({ mutant: describe(mutant), killer })}\n`);
}

function sampleOf(candidates: readonly Candidate[], { name }: Area): Candidate[] {
  const draw = stream(key(Number(values.seed)), name);
  const places = permutation(draw, candidates.length).slice(0, Number(values.sample));
  return [...places].sort((a, b) => a - b).map((place) => candidates[place]);
}

/** The sources in a folder, or the one file that it is. */
function filesIn(path: string): string[] {
  if (!statSync(join(root, path)).isDirectory()) return [path];
  return readdirSync(join(root, path), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `${path}/${file.replaceAll('\\', '/')}`)
    .sort();
}

function isWanted(name: string): boolean {
  return words.length === 0 || words.some((word) => name.includes(word));
}

function placeOf({ file, line, column }: Candidate): string {
  return `${file}:${line}:${column}`;
}

function describe(mutant: Candidate): string {
  return `${placeOf(mutant)}: \`${mutant.change}\``;
}
