import assert from 'node:assert/strict';
import { test } from 'node:test';
import { precisions } from '../../lib/errorAnalysis/index.js';
import type { Stage } from '../../experiments/crosscheck/stage.js';
import { stagesOf } from '../../experiments/crosscheck/stages.js';
import type { Bundle } from '../../experiments/crosscheck/readBundle.js';
import { compare, unravel, type Departure } from '../../experiments/crosscheck/tally.js';
import { textTable } from '../../experiments/terminal/textTable.js';
import {
  bundleCase,
  bundleOf,
  handWrittenNumbers,
  ownNumbers,
  type BundleCase,
  type NamedTensors,
} from '../support/bundleCases.js';
import { stageOfFault } from '../support/expectedStage.js';
import { faults, type Fault } from '../support/handWrittenStep.js';
import { mulberry32 } from '../support/shuffledSums.js';

/** A fault counts as one from this multiple of the bound on; what is less may be found or not. */
const CLEAR = 8;

const CASES = Array.from({ length: 12 }, (_, number) => number);

/** Injected faults of a kind, those found at their place, and those found anywhere. */
interface Rate {
  injected: number;
  located: number;
  detected: number;
}

const rates = new Map<string, Rate>();

function record(kind: string, located: boolean, detected: boolean): void {
  const rate = rates.get(kind) ?? { injected: 0, located: 0, detected: 0 };
  rates.set(kind, rate);
  rate.injected += 1;
  rate.located += Number(located);
  rate.detected += Number(detected);
}

interface Element {
  readonly stage: Stage;
  readonly position: number;
  readonly bound: number;
}

/** What a check names first, and the first element that departs by more than CLEAR bounds. */
function firstDepartures(bundle: Bundle): { first: Departure | null; clear: boolean } {
  let first: Departure | null = null;
  for (let step = 0; step < bundle.steps; step++) {
    for (const stage of stagesOf(bundle, step)) {
      first ??= compare(stage, precisions[bundle.dtype]).first;
      if (first !== null && isClear(stage)) return { first, clear: true };
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

/** Ways in which one number can be wrong. */
const damages: Readonly<
  Record<string, (x: number, clear: number, random: () => number) => number>
> = {
  'off by 8 bounds': (x, clear) => x + 1.01 * clear,
  'off by some 100 bounds': (x, clear, random) => x - (20 + 100 * random()) * clear,
  'sign turned': (x) => -x,
  'set to zero': () => 0,
  doubled: (x) => 2 * x,
  'not a number': () => NaN,
  infinite: () => Infinity,
};

test('a single wrong number is found at its stage, step and index', () => {
  for (const number of CASES) {
    const given = bundleCase(number);
    const named = ownNumbers(given);
    const random = mulberry32(number);
    const stages = [0, 1].flatMap((step) => [...stagesOf(bundleOf(given, named), step)]);
    const names = new Set(stages.map(({ name }) => name));
    for (const name of [...names, ...names]) {
      const group = stages.filter((stage) => stage.name === name);
      const [damage, apply] = pick(Object.entries(damages), random);
      const element = drawElement(group, random);
      const { stage, position, bound } = element;
      const damaged = corrupt(named, element, (x) => apply(x, CLEAR * bound, random));
      if (damaged === null) continue;
      const { first } = firstDepartures(bundleOf(given, damaged));
      const index = [...stage.at, ...unravel(position, stage.expected.shape)];
      const located =
        first?.step === stage.step &&
        first.stage === stage.name &&
        first.tensor === `step.${stage.step}/${stage.tensor}` &&
        first.index.join() === index.join();
      record(`one number ${damage}`, located, first !== null);
      assert.ok(
        located,
        `case ${number}, ${stage.tensor}[${index}] of step ${stage.step} ${damage}: ${JSON.stringify(first)}`,
      );
    }
  }
});

test('a fault of a whole computation is found at the stage and step where it enters', () => {
  for (const [turn, fault] of faults.entries()) {
    for (const number of CASES) {
      const given = bundleCase(number);
      const stage = stageOfFault(fault, given.config);
      const step = fault === 'stale weights in the chain' ? 1 : (number + turn) % 2;
      if (stage === null) continue;
      checkFault(given, fault, stage, step, 100 * turn + number);
    }
  }
});

function checkFault(
  given: BundleCase,
  fault: Fault,
  stage: string,
  step: number,
  seed: number,
): void {
  const bundle = bundleOf(given, handWrittenNumbers(given, seed, fault, step));
  const { first, clear } = firstDepartures(bundle);
  // without effect on these numbers, or near the bounds
  if (!clear) return;
  const located = first !== null && first.step === step && first.stage === stage;
  record(fault, located, first !== null);
  assert.ok(
    located,
    `${fault} in step ${step}, seed ${seed}: expected at ${stage}, found ${JSON.stringify(first)}`,
  );
}

test('at least 300 faults were injected, and all were found', (t) => {
  const all = [...rates.values()];
  const sum = (key: keyof Rate): number => all.reduce((total, rate) => total + rate[key], 0);
  const row = (kind: string, { injected, detected, located }: Rate): string[] => [
    kind,
    ...[injected, detected, located].map(String),
  ];
  const total = { injected: sum('injected'), detected: sum('detected'), located: sum('located') };
  t.diagnostic(
    `faults\n${textTable([['fault', 'injected', 'detected', 'at its place'], null, ...[...rates].map(([kind, rate]) => row(kind, rate)), null, row('all', total)])}`,
  );
  assert.ok(total.injected >= 300, `${total.injected} faults were injected`);
  assert.equal(total.located, total.injected);
  for (const fault of faults)
    assert.ok((rates.get(fault)?.injected ?? 0) > 0, `no case shows the fault: ${fault}`);
});

function pick<T>(list: readonly T[], random: () => number): T {
  return list[Math.floor(random() * list.length)];
}

function drawElement(stages: readonly Stage[], random: () => number): Element {
  const stage = pick(stages, random);
  const position = Math.floor(random() * stage.found.size);
  return { stage, position, bound: Math.max(stage.expected.wide?.data[position] ?? 0, 1e-30) };
}

/** The numbers with one element changed; null where that changes it by less than CLEAR bounds. */
function corrupt(
  named: NamedTensors,
  { stage, position, bound }: Element,
  change: (x: number) => number,
): NamedTensors | null {
  const name = `step.${stage.step}/${stage.tensor}`;
  const { shape, data } = named.get(name) as { shape: readonly number[]; data: Float64Array };
  const copy = data.slice();
  const offset = stage.at.length === 0 ? 0 : stage.at[0] * stage.found.size;
  const before = copy[offset + position];
  copy[offset + position] = change(before);
  const after = copy[offset + position];
  // an input that is not finite is refused as such
  if (stage.name === 'chain.start' && !Number.isFinite(after)) return null;
  if (Math.abs(after - before) <= CLEAR * bound) return null;
  return new Map(named).set(name, { shape, data: copy });
}
