import type { Bundle } from '../../experiments/crosscheck/readBundle.js';
import type { Stage } from '../../experiments/crosscheck/stage.js';
import { stagesOf } from '../../experiments/crosscheck/stages.js';
import { compare, unravel, type Departure } from '../../experiments/crosscheck/tally.js';
import { textTable } from '../../experiments/terminal/textTable.js';
import { precisions } from '../../lib/errorAnalysis/index.js';
import {
  bundleCase,
  bundleOf,
  handWrittenNumbers,
  ownNumbers,
  type NamedTensors,
} from './bundleCases.js';
import { faults, stageOfFault, type Fault } from './handWritten/faults.js';
import { mulberry32 } from './shuffledSums.js';

/** A fault counts as one from this multiple of the bound on; what is less may be found or not. */
const CLEAR = 8;

/** What became of one injected fault. */
export interface Injection {
  readonly kind: string;
  /** for a message: which case, where it was put, and what the check named */
  readonly story: string;
  readonly detected: boolean;
  /** named at its very stage and step, and a single number at its index */
  readonly located: boolean;
}

/** Ways in which one number can be wrong. */
const damages: Readonly<Record<string, (x: number, clear: number, random: () => number) => number>> = {
  'off by 8 bounds': (x, clear) => x + 1.01 * clear,
  'off by some 100 bounds': (x, clear, random) => x - (20 + 100 * random()) * clear,
  'of the other sign': (x) => -x,
  'set to zero': () => 0,
  doubled: (x) => 2 * x,
  'not a number': () => NaN,
  infinite: () => Infinity,
}; // prettier-ignore

/** Damages numbers of our own bundle of a case one at a time: two of every stage. */
export function* injectNumbers(number: number): Generator<Injection> {
  const given = bundleCase(number);
  const named = ownNumbers(given);
  const random = mulberry32(number);
  const stages = [0, 1].flatMap((step) => [...stagesOf(bundleOf(given, named), step)]);
  const names = new Set(stages.map(({ name }) => name));
  for (const name of [...names, ...names]) {
    const [damage, change] = pick(Object.entries(damages), random);
    const stage = pick(stages.filter((stage) => stage.name === name), random); // prettier-ignore
    const position = Math.floor(random() * stage.found.size);
    const clear = CLEAR * Math.max(stage.expected.wide?.data[position] ?? 0, 1e-30);
    const damaged = withChange(named, stage, position, clear, (x) => change(x, clear, random));
    if (damaged === null) continue;
    const { first } = firstDepartures(bundleOf(given, damaged));
    const tensor = `step.${stage.step}/${stage.tensor}`;
    const index = [...stage.at, ...unravel(position, stage.expected.shape)].join();
    yield {
      kind: `one number ${damage}`,
      story: `case ${number}, ${tensor}[${index}] ${damage}: ${JSON.stringify(first)}`,
      detected: first !== null,
      located: first?.stage === name && first.tensor === tensor && first.index.join() === index,
    };
  }
}

/** Runs a case with a faulty variant of the hand-written step, where that has a clear effect. */
export function* injectFault(fault: Fault, number: number): Generator<Injection> {
  const given = bundleCase(number);
  const stage = stageOfFault(fault, given.config);
  if (stage === null) return;
  const turn = faults.indexOf(fault);
  const step = fault === 'stale weights in the chain' ? 1 : (number + turn) % 2;
  const named = handWrittenNumbers(given, 100 * turn + number, fault, step);
  const { first, clear } = firstDepartures(bundleOf(given, named));
  if (!clear) return;
  yield {
    kind: fault,
    story: `case ${number}, ${fault} in step ${step}, expected at ${stage}: ${JSON.stringify(first)}`,
    detected: first !== null,
    located: first?.step === step && first.stage === stage,
  };
}

/** Injected, detected and located faults by their kind, as text. */
export function faultTable(injections: readonly Injection[]): string {
  const row = (kind: string, of: readonly Injection[]): string[] => [
    kind,
    String(of.length),
    String(of.filter(({ detected }) => detected).length),
    String(of.filter(({ located }) => located).length),
  ];
  const kinds = [...new Set(injections.map(({ kind }) => kind))];
  return textTable([
    ['fault', 'injected', 'detected', 'at its place'],
    null,
    ...kinds.map((kind) => row(kind, injections.filter((one) => one.kind === kind))),
    null,
    row('all', injections),
  ]); // prettier-ignore
}

/** What a check names first, and whether any element departs by more than CLEAR bounds. */
function firstDepartures(bundle: Bundle): { first: Departure | null; clear: boolean } {
  let first: Departure | null = null;
  for (let step = 0; step < bundle.steps; step++) {
    for (const stage of stagesOf(bundle, step)) {
      first ??= compare(stage, precisions[bundle.dtype]).first;
      if (isClear(stage)) return { first, clear: true };
    }
  }
  return { first, clear: false };
}

function isClear({ found, expected }: Stage): boolean {
  return found.data.some((x, k) => {
    const bound = expected.wide?.data[k] ?? 0;
    return !(Math.abs(x - expected.value.data[k]) <= CLEAR * bound);
  });
}

/** The numbers with one element changed; null where that changes it by no more than `clear`. */
function withChange(
  named: NamedTensors,
  stage: Stage,
  position: number,
  clear: number,
  change: (x: number) => number,
): NamedTensors | null {
  const name = `step.${stage.step}/${stage.tensor}`;
  const { shape, data } = named.get(name) as { shape: readonly number[]; data: Float64Array };
  const copy = data.slice();
  const at = position + (stage.at.length === 0 ? 0 : stage.at[0] * stage.found.size);
  copy[at] = change(copy[at]);
  // an input that is not finite is refused as such
  if (stage.name === 'chain.start' && !Number.isFinite(copy[at])) return null;
  if (Math.abs(copy[at] - data[at]) <= clear) return null;
  return new Map(named).set(name, { shape, data: copy });
}

function pick<T>(list: readonly T[], random: () => number): T {
  return list[Math.floor(random() * list.length)];
}
