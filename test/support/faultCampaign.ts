import assert from 'node:assert/strict';
import { DamagedCheckpoint } from '../../experiments/runs/checkpoint.js';
import { RunFolder } from '../../experiments/runs/runFolder.js';
import type { Fault, Remainder } from './simulatedDisk.js';
import {
  OUT, outcomeOf, runProcess, SimulatedMachine, type SimulatedRunOptions,
} from './simulatedRun.js'; // prettier-ignore

/** What happens at a call on the disk, and whether the power goes with it. */
export interface Accident {
  readonly name: string;
  readonly kind: Fault['kind'];
  readonly power?: Remainder;
}

export const accidents: readonly Accident[] = [
  ...(['error', 'error after', 'full', 'kill', 'kill halfway'] as const).map((kind) => ({
    name: kind,
    kind,
  })),
  ...(['nothing', 'names', 'content'] as const).flatMap((power) =>
    (['kill', 'kill halfway'] as const).map((kind) => ({
      name: `${kind} and a power cut that leaves ${power} of what was not synced`,
      kind,
      power,
    })),
  ),
];

/** What is on the disk before the process that meets the accident, and what that process does. */
export interface Scene {
  readonly options: SimulatedRunOptions;
  readonly before?: (machine: SimulatedMachine) => Promise<void>;
  /** an outcome that is as good: of the run that was to be replaced */
  readonly orElse?: Readonly<Record<string, string>>;
}

/**
 * Trains once without a fault, then once for every call that changes the disk with an accident at it,
 * and asserts that each training ends, after other processes went on with it, in the same bytes, and that
 * none leaves a damaged checkpoint. Gives the number of accidents.
 */
export async function everyCall(scene: Scene, accident: Accident): Promise<number> {
  const whole = await sceneSet(scene);
  assert.equal(await runProcess(whole, scene.options), 'finished');
  const expected = outcomeOf(whole);
  const { calls } = whole.files;
  for (let at = 1; at <= calls; at++) await oneAccident(scene, { ...accident, at }, expected);
  return calls;
}

async function sceneSet({ before }: Scene): Promise<SimulatedMachine> {
  const machine = new SimulatedMachine();
  await before?.(machine);
  machine.nextProcess();
  return machine;
}

export interface AccidentAt extends Accident {
  /** the call, counted from 1 */
  readonly at: number;
}

/** A process meets an accident, if it comes so far; gives the words for it. */
export async function meet(
  machine: SimulatedMachine,
  options: SimulatedRunOptions,
  { name, kind, power, at }: AccidentAt,
): Promise<string> {
  machine.files.fault = { at, kind };
  const ended = await runProcess(machine, options);
  const where = `${name} at call ${at} (${machine.files.log.at(-1)})`;
  const saved = lastSaved(machine, at);
  if (power !== undefined) machine.files.cutPower(power);
  assertSentence(ended, where);
  machine.nextProcess();
  assertCheckpoints(machine, saved, where);
  return where;
}

/** The newest checkpoint that was renamed and its folder synced, without the accident, and one call more. */
function lastSaved({ files }: SimulatedMachine, at: number): string | undefined {
  const saved = files.log
    .slice(0, -2)
    .map((call, k) =>
      [at - 1, at - 2].includes(k) ? null : /^rename \S+ (\S+\/step-\d+\S+)$/.exec(call),
    );
  return saved.findLast((match) => match !== null)?.[1];
}

export async function oneAccident(
  scene: Scene,
  accident: AccidentAt,
  expected: Readonly<Record<string, string>>,
): Promise<void> {
  const machine = await sceneSet(scene);
  const where = await meet(machine, scene.options, accident);
  // whoever wanted to replace a run tries again only where that had begun
  const replace = scene.options.force === true && !machine.files.exists(`${OUT}/config.json`);
  const ended = await runProcess(machine, { ...scene.options, force: replace });
  if (ended instanceof Error) throw new Error(`${where}: ${ended.message}`, { cause: ended });
  assert.equal(ended, 'finished', where);
  const { orElse } = scene;
  const outcome = outcomeOf(machine);
  const other = orElse !== undefined && outcome.manifest === orElse.manifest;
  assert.deepEqual(outcome, other ? orElse : expected, where);
}

/** A failure is one sentence in words. */
function assertSentence(ended: string | Error, where: string): void {
  if (!(ended instanceof Error)) return;
  assert.match(ended.message, /^[^\n]+$/, where);
  assert.doesNotMatch(ended.message, /undefined|\[object|is not a function/, where);
}

/** No accident leaves a damaged file under the name of a checkpoint, or takes away one that was saved. */
function assertCheckpoints(
  { files }: SimulatedMachine,
  saved: string | undefined,
  where: string,
): void {
  if (!files.exists(`${OUT}/config.json`)) return;
  assert.ok(saved === undefined || files.exists(saved), `${where}: ${saved} is gone`);
  const { checkpoints } = RunFolder.open(OUT, files);
  for (const path of checkpoints.paths) {
    try {
      checkpoints.read(path);
    } catch (error) {
      assert.ok(!(error instanceof DamagedCheckpoint), `${where}: ${path} is damaged`);
      throw error;
    }
  }
}
