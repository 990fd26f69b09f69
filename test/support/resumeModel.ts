import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sha256 } from '../../experiments/runs/digest.js';
import { RunFolder } from '../../experiments/runs/runFolder.js';
import { Killed, type Fault, type Remainder } from './simulatedDisk.js';
import {
  OUT, minuteConfig, outcomeOf, runProcess, SimulatedMachine, type SimulatedRunOptions,
} from './simulatedRun.js'; // prettier-ignore

/** The training that is never interrupted. */
export interface Uninterrupted {
  readonly steps: number;
  /** SHA-256 of the checkpoint after 0, 1, … steps */
  readonly checkpoints: readonly string[];
  readonly outcome: Readonly<Record<string, string>>;
}

/** What is known of the run without looking at the disk. */
export interface Model {
  readonly uninterrupted: Uninterrupted;
  running: boolean;
  /** steps after which the newest checkpoint that is known of was written for good */
  saved: number;
}

/** A run on a simulated machine whose process waits after every step. */
export class Real {
  readonly machine = new SimulatedMachine();
  /** steps done by the process that runs; undefined where none does */
  step: number | undefined;
  ended: 'finished' | 'interrupted' | Error | null = null;
  private goOn: { resolve(stop: boolean): void; reject(error: Error): void } | null = null;
  private arrive: () => void = () => undefined;

  constructor(private readonly options: SimulatedRunOptions) {}

  /** Starts a process and waits until it has done a step, or has ended. */
  async start(): Promise<void> {
    this.machine.nextProcess();
    this.ended = null;
    await this.untilStep(() => {
      const control = {
        checkpointSeconds: 60,
        onProgress: ({ epoch, step, steps }: { epoch: number; step: number; steps: number }) => {
          this.step = epoch * steps + step;
        },
        shouldStop: () =>
          new Promise<boolean>((resolve, reject) => {
            this.goOn = { resolve, reject };
            this.arrive();
          }),
      };
      void runProcess(this.machine, { ...this.options, control }).then((ended) => {
        this.ended = ended;
        this.step = undefined;
        this.arrive();
      });
    });
  }

  /** One step more, or the end. */
  go(): Promise<void> {
    return this.untilStep(() => this.goOn?.resolve(false));
  }

  interrupt(): Promise<void> {
    return this.untilStep(() => this.goOn?.resolve(true));
  }

  kill(): Promise<void> {
    this.machine.files.kill();
    return this.untilStep(() => this.goOn?.reject(new Killed('the process')));
  }

  /** Every checkpoint on the disk, by its steps, with its SHA-256. */
  checkpoints(): Map<number, string> {
    const { files } = this.machine;
    if (!files.exists(`${OUT}/config.json`)) return new Map();
    const { paths } = RunFolder.open(OUT, files).checkpoints;
    return new Map(paths.map((path) => [stepOf(path), sha256(files.read(path))]));
  }

  private untilStep(begin: () => void): Promise<void> {
    return new Promise((resolve) => {
      this.arrive = resolve;
      begin();
    });
  }
}

function stepOf(path: string): number {
  return Number(/step-(\d+)/.exec(path)?.[1]);
}

/** Trains without interruption, a checkpoint after every step. */
export async function uninterrupted(options: SimulatedRunOptions): Promise<Uninterrupted> {
  const machine = new SimulatedMachine();
  const checkpoints: string[] = [];
  const { files } = machine;
  const shouldStop = (): boolean => {
    for (const path of RunFolder.open(OUT, files).checkpoints.paths) {
      checkpoints[stepOf(path)] = sha256(files.read(path));
    }
    return false;
  };
  assert.equal(await runProcess(machine, { ...options, control: { shouldStop } }), 'finished');
  shouldStop();
  return { steps: checkpoints.length - 1, checkpoints, outcome: outcomeOf(machine) };
}

/** Whatever happened: the checkpoints are those of the uninterrupted training. */
function check(model: Model, real: Real): void {
  for (const [step, digest] of real.checkpoints()) {
    assert.equal(digest, model.uninterrupted.checkpoints[step], `the checkpoint of step ${step}`);
  }
  if (real.ended === 'finished')
    assert.deepEqual(outcomeOf(real.machine), model.uninterrupted.outcome);
  if (real.ended !== null) model.running = false;
}

type Command = fc.AsyncCommand<Model, Real>;

class Step implements Command {
  constructor(readonly steps: number) {}
  check = ({ running }: Model): boolean => running;
  async run(model: Model, real: Real): Promise<void> {
    for (let k = 0; k < this.steps && real.ended === null; k++) {
      const before = real.step as number;
      await real.go();
      if (real.ended === null) assert.equal(real.step, before + 1);
    }
    check(model, real);
  }
  toString = (): string => `step ${this.steps}`;
}

/** A minute passes, so that a checkpoint is due after the step under way. */
class Save implements Command {
  check = ({ running }: Model): boolean => running;
  async run(model: Model, real: Real): Promise<void> {
    const due = real.step as number;
    real.machine.time += 60;
    await real.go();
    if (!(real.ended instanceof Error)) {
      assert.ok(real.checkpoints().has(due), `a checkpoint of step ${due}`);
      model.saved = due;
    }
    check(model, real);
  }
  toString = (): string => 'save';
}

class Interrupt implements Command {
  check = ({ running }: Model): boolean => running;
  async run(model: Model, real: Real): Promise<void> {
    const step = real.step as number;
    await real.interrupt();
    if (real.ended === 'interrupted') model.saved = step;
    check(model, real);
  }
  toString = (): string => 'interrupt';
}

class Kill implements Command {
  check = ({ running }: Model): boolean => running;
  async run(model: Model, real: Real): Promise<void> {
    await real.kill();
    check(model, real);
  }
  toString = (): string => 'kill';
}

class PowerCut implements Command {
  constructor(readonly keep: 'nothing' | 'names' | 'content' | readonly number[]) {}
  check = (): boolean => true;
  async run(model: Model, real: Real): Promise<void> {
    if (model.running) await real.kill();
    const { keep } = this;
    let draw = 0;
    const remainder: Remainder = typeof keep === 'string' ? keep : () => keep[draw++ % keep.length];
    real.machine.files.cutPower(remainder);
    check(model, real);
  }
  toString = (): string => `power cut ${JSON.stringify(this.keep)}`;
}

/** A later call on the disk fails. */
class Fail implements Command {
  constructor(
    readonly after: number,
    readonly kind: Fault['kind'],
  ) {}
  check = ({ running }: Model): boolean => running;
  run(_: Model, { machine: { files } }: Real): Promise<void> {
    files.fault = { at: files.calls + this.after, kind: this.kind };
    return Promise.resolve();
  }
  toString = (): string => `fail (${this.kind}) ${this.after} calls later`;
}

/** The newest checkpoint loses its end or gets a wrong bit; then the run is resumed. */
class DamageAndResume implements Command {
  constructor(
    readonly place: number,
    readonly cut: boolean,
  ) {}
  check = ({ running }: Model): boolean => !running;
  async run(model: Model, real: Real): Promise<void> {
    const [newest] = real.checkpoints().keys();
    if (newest === undefined || real.ended === 'finished') return;
    const { files } = real.machine;
    const [path] = RunFolder.open(OUT, files).checkpoints.paths;
    files.damage(path, (content) => {
      const at = Math.floor(this.place * content.length);
      if (this.cut) return content.slice(0, at);
      content[at] ^= 1;
      return content;
    });
    // the one before it, or the beginning
    const before = [...real.checkpoints()].find(
      ([step, digest]) => digest === model.uninterrupted.checkpoints[step],
    );
    model.saved = before?.[0] ?? 0;
    await resume(model, real);
  }
  toString = (): string => `damage ${this.cut ? 'from' : 'at'} ${this.place} and resume`;
}

class Resume implements Command {
  check = ({ running }: Model): boolean => !running;
  run = (model: Model, real: Real): Promise<void> => resume(model, real);
  toString = (): string => 'resume';
}

async function resume(model: Model, real: Real): Promise<void> {
  model.running = true;
  await real.start();
  if (real.ended === null) {
    const from = (real.step as number) - 1;
    assert.ok(from >= model.saved, `resumed at step ${from}, though step ${model.saved} was saved`);
    model.saved = from;
  }
  check(model, real);
}

/** In [0, 1), evenly; doubles of fast-check are evenly spread over their exponents. */
export const share = fc.integer({ min: 0, max: 999 }).map((thousandths) => thousandths / 1000);

const commands = fc.commands<Model, Real, false>(
  [
    fc.integer({ min: 1, max: 4 }).map((steps) => new Step(steps)),
    fc.constant(new Save()),
    fc.constant(new Interrupt()),
    fc.constant(new Kill()),
    fc.constant(new PowerCut('nothing')),
    fc
      .oneof(fc.constantFrom('names', 'content'), fc.array(share, { minLength: 1, maxLength: 12 }))
      .map((keep) => new PowerCut(keep)),
    fc
      .tuple(
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom('error', 'error after', 'full', 'kill', 'kill halfway'),
      )
      .map(([after, kind]) => new Fail(after, kind)),
    fc.tuple(share, fc.boolean()).map(([place, cut]) => new DamageAndResume(place, cut)),
    fc.constant(new Resume()),
    fc.constant(new Resume()),
  ] as fc.Arbitrary<Command>[],
  { maxCommands: 30 },
);

/** Random lives of a run beside the uninterrupted one; each is led to its end. */
export async function checkRandomLives(data: string, numRuns: number): Promise<void> {
  const options = { data, config: { ...minuteConfig, epochs: 4 } };
  const goal = await uninterrupted(options);
  await fc.assert(
    fc.asyncProperty(commands, async (life) => {
      const model: Model = { uninterrupted: goal, running: false, saved: 0 };
      const real = new Real(options);
      await fc.asyncModelRun(() => ({ model, real }), life);
      real.machine.files.fault = null;
      if (!model.running) await resume(model, real);
      while (real.ended === null) await real.go();
      // the process may have died of an accident that was under way
      if (real.ended !== 'finished') await resume(model, real);
      while (real.ended === null) await real.go();
      assert.equal(real.ended, 'finished');
      check(model, real);
    }),
    { numRuns },
  );
}
