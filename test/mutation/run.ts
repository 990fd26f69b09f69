/**
 * Breaks one thing at a time and asks whether a test notices (docs/mutants.md). Words keep the mutants whose
 * `area file:line:column` contains one of them. Exits with 1 if a mutant survives.
 *
 *     npm run mutants                               a sample of every area
 *     npm run mutants -- --sample 50 transport      50 mutants of one
 *     npm run mutants -- --all lib/autodiff/rules   every mutant of a folder
 *     npm run mutants -- --all pivot.ts:53:         those of a line
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { key, permutation, stream } from '../../lib/random/index.js';
import { areas, type Area } from './areas.js';
import { mutantsOf, mutated, type Mutant } from './mutantsOf.js';
import { WorkingCopy } from './workingCopy.js';

interface Candidate extends Mutant {
  readonly file: string;
}

/** A test may take so many times what it takes on the unbroken code, and so long besides. */
const PATIENCE = 4;
const GRACE_MS = 5000;
const BASELINE_LIMIT_MS = 300_000;

const root = join(import.meta.dirname, '../../..');
const { values, positionals: words } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    all: { type: 'boolean', default: false },
  },
});

setPriority(10);
const copy = new WorkingCopy(root);
try {
  process.stdout.write(
    '| area | mutants | tried | killed | survived | killed first by |\n|---|---|---|---|---|---|\n',
  );
  const survivors = areas.flatMap(tryArea);
  process.stdout.write(`\n${survivors.map((line) => `- ${line}\n`).join('')}`);
  if (survivors.length > 0) process.exitCode = 1;
} finally {
  copy.remove();
}

/** Tries an area's mutants, prints its row and returns its survivors. */
function tryArea(area: Area): string[] {
  const candidates = area.sources
    .flatMap((folder) => filesIn(folder))
    .filter((file) => !area.without?.includes(file))
    .flatMap((file) => mutantsOf(textOf(file)).map((mutant): Candidate => ({ ...mutant, file })))
    .filter((mutant) => isWanted(`${area.name} ${placeOf(mutant)}`));
  const chosen = values.all ? candidates : sampleOf(candidates, area);
  if (chosen.length === 0) return [];
  const limits = measure(area);
  const survivors: Candidate[] = [];
  const killed = new Map(limits.map(([test]) => [test, 0]));
  for (const mutant of chosen) {
    process.stderr.write(`${describe(mutant)}: `);
    const killer = killerOf(mutant, limits);
    if (killer === null) survivors.push(mutant);
    else killed.set(killer, killed.get(killer)! + 1);
    process.stderr.write(killer === null ? 'SURVIVED\n' : `killed by ${killer}\n`);
  }
  const counts = [candidates.length, chosen.length, chosen.length - survivors.length];
  const killers = [...killed].map(
    ([test, count]) => `${test.replace(/^.*\/|\.test\.ts$/g, '')} ${count}`,
  );
  process.stdout.write(
    `| ${[area.name, ...counts, survivors.length, killers.join(', ')].join(' | ')} |\n`,
  );
  return survivors.map(describe);
}

/** The area's tests, from the quickest to the slowest, with the time that each may take. */
function measure({ tests }: Area): [test: string, limit: number][] {
  const times = tests
    .flatMap((path) => filesIn(path))
    .filter((file) => file.endsWith('.test.ts'))
    .map((test): [string, number] => {
      const start = performance.now();
      if (!copy.passes(test, BASELINE_LIMIT_MS)) {
        throw new Error(`mutants: expected ${test} to pass on the unbroken code, but it fails`);
      }
      return [test, performance.now() - start];
    });
  return times
    .sort(([, a], [, b]) => a - b)
    .map(([test, time]) => [test, Math.ceil(PATIENCE * time) + GRACE_MS]);
}

/** The first test that fails or hangs; null if none does. */
function killerOf(mutant: Candidate, limits: readonly [string, number][]): string | null {
  const text = textOf(mutant.file);
  try {
    copy.write(mutant.file, mutated(text, mutant));
    return limits.find(([test, limit]) => !copy.passes(test, limit))?.[0] ?? null;
  } finally {
    copy.write(mutant.file, text);
  }
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

function textOf(file: string): string {
  return readFileSync(join(root, file), 'utf8');
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
