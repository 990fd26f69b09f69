import { join } from 'node:path';
import { resolveConfig } from '../../algorithms/index.js';
import { fileError } from '../terminal/failure.js';
import {
  appendText,
  isTemporary,
  makeFolders,
  removeTemporaries,
  writeAtomically,
} from './atomicFile.js';
import type { Checkpoint } from './checkpoint.js';
import { CheckpointStore } from './checkpointStore.js';
import { parseConfig, type RunConfig } from './configFile.js';
import { nodeFiles, type FileSystem } from './fileSystem.js';
import { parseJson } from './json.js';
import type { Machine } from './machine.js';
import type { Manifest } from './manifest.js';
import { readMetrics, writeMetrics, type EpochMetrics, type SignalAucs } from './metrics.js';
import { LOCK, RunLock } from './runLock.js';
import type { StepDigest } from './stepDigest.js';
import { keepSteps, readStepDigests } from './stepDigestFile.js';

/** `summary.json`, written at the end: the chosen and the last epoch. */
export interface RunSummary {
  /** `value` is what the choice was made by: W, or the energy of the validation jets */
  readonly best: (Partial<SignalAucs> & { readonly epoch: number; readonly value: number }) | null;
  readonly last: Partial<SignalAucs> & { readonly epoch: number };
}

export type CheckpointName = 'best' | 'last';

const CHECKPOINTS = 'checkpoints';
const OWN = [
  'config.json', 'manifest.json', 'metrics.jsonl', 'digests.jsonl', 'summary.json', CHECKPOINTS, LOCK,
]; // prettier-ignore

/**
 * A folder with all there is to know of one training (docs/runs.md). To write to it takes its lock:
 * `create` and `lock` get it, `release` gives it back.
 */
export class RunFolder {
  readonly checkpoints: CheckpointStore;
  private held: RunLock | null = null;

  private constructor(
    readonly path: string,
    private readonly files: FileSystem,
  ) {
    this.checkpoints = new CheckpointStore(this.file(CHECKPOINTS), files);
  }

  /**
   * A new, empty run folder, locked. A folder that holds anything is an error, unless it is a run and
   * `force` clears it; nothing is written then.
   */
  static create(
    path: string,
    machine: Machine,
    { force = false, told = () => undefined }: CreateOptions = {},
  ): RunFolder {
    const folder = new RunFolder(path, machine.files);
    folder.requireFree(force);
    try {
      makeFolders(path, machine.files);
    } catch (error) {
      throw fileError('create', path, error);
    }
    folder.lock(machine, told);
    try {
      // another process may have come, trained and gone between the question and the lock
      folder.requireFree(force);
      folder.clear();
      makeFolders(folder.file(CHECKPOINTS), machine.files);
    } catch (error) {
      folder.release();
      throw error;
    }
    return folder;
  }

  static open(path: string, files: FileSystem = nodeFiles): RunFolder {
    const folder = new RunFolder(path, files);
    if (!files.exists(folder.file('config.json'))) {
      throw new Error(`expected a run folder, got ${path}, which holds no config.json`);
    }
    return folder;
  }

  /** Gets the right to write, or throws where another process has it. */
  lock(machine: Machine, told: (notice: string) => void): void {
    this.held = RunLock.acquire(this.path, machine, told);
  }

  release(): void {
    this.held?.release();
    this.held = null;
  }

  file(name: string): string {
    return join(this.path, name);
  }

  get config(): RunConfig {
    const file = this.file('config.json');
    const { config, data, evaluation } = parseConfig(this.readText('config.json'), file);
    const { signals = [], every = 10 } = evaluation;
    return {
      ...resolveConfig(config, file),
      data: { features: [], ...data },
      evaluation: { signals, every },
    };
  }

  get manifest(): Manifest {
    return this.readJson('manifest.json');
  }

  /** Whether a manifest is there: a run that was killed at once has none. */
  get hasManifest(): boolean {
    return this.files.exists(this.file('manifest.json'));
  }

  /** Null until the training has ended. */
  get summary(): RunSummary | null {
    return this.files.exists(this.file('summary.json')) ? this.readJson('summary.json') : null;
  }

  get metrics(): EpochMetrics[] {
    if (!this.files.exists(this.file('metrics.jsonl'))) return [];
    return readMetrics(this.readText('metrics.jsonl'), this.file('metrics.jsonl'));
  }

  writeConfig(config: RunConfig): void {
    this.writeJson('config.json', config);
  }

  writeManifest(manifest: Manifest): void {
    this.writeJson('manifest.json', manifest);
  }

  writeSummary(summary: RunSummary): void {
    this.writeJson('summary.json', summary);
  }

  /** All lines, for good. */
  writeMetrics(metrics: readonly EpochMetrics[]): void {
    this.write('metrics.jsonl', writeMetrics(metrics));
  }

  /** One line more, for whoever follows the training: checkpoints hold them for good. */
  appendMetrics(metrics: EpochMetrics): void {
    this.requireLock();
    appendText(this.file('metrics.jsonl'), writeMetrics([metrics]), this.files);
  }

  /** What the steps made, in digests (docs/verify.md). */
  get stepDigests(): StepDigest[] {
    const file = this.file('digests.jsonl');
    return readStepDigests(this.readText('digests.jsonl'), file);
  }

  /** Forgets the digests of steps after `step`, which are to be made again; for good. */
  truncateDigests(step: number): void {
    const there = this.files.exists(this.file('digests.jsonl'));
    this.write('digests.jsonl', keepSteps(there ? this.readText('digests.jsonl') : '', step));
  }

  /** Lines more, for good. */
  appendDigests(text: string): void {
    this.requireLock();
    appendText(this.file('digests.jsonl'), text, this.files, true);
  }

  /** Saves a checkpoint for good; gives its path. */
  saveCheckpoint(checkpoint: Checkpoint): string {
    this.requireLock();
    return this.checkpoints.save(checkpoint);
  }

  /** The newest checkpoint; `best` is the same with the chosen model and its buffer as the current ones. */
  readCheckpoint(name: CheckpointName): Checkpoint {
    const [newest] = this.checkpoints.paths;
    if (newest === undefined) throw new Error(`the run ${this.path} has no checkpoint yet`);
    const checkpoint = this.checkpoints.read(newest);
    if (name === 'last') return checkpoint;
    const { best } = checkpoint.state;
    if (best === null) {
      throw new Error(`the run ${this.path} has chosen no model yet; it does with its first epoch`);
    }
    const { epoch, model, buffer } = best;
    return { ...checkpoint, state: { ...checkpoint.state, epoch, model, buffer } };
  }

  /** Removes what a process that died while it wrote left here. */
  tidy(): void {
    makeFolders(this.checkpoints.folder, this.files);
    removeTemporaries(this.path, this.files);
    removeTemporaries(this.checkpoints.folder, this.files);
  }

  private requireFree(force: boolean): void {
    const present = this.files.exists(this.path) ? this.list() : [];
    const begun = present.filter((name) => name !== LOCK && !isTemporary(name));
    if (begun.every((name) => name === CHECKPOINTS) && this.checkpoints.isEmpty) return;
    if (!force) {
      throw new Error(
        `the folder ${this.path} is not empty; choose another --out, or pass --force`,
      );
    }
    const isRun = ['manifest.json', 'config.json'].some((name) => begun.includes(name));
    if (!isRun && !begun.every((name) => OWN.includes(name))) {
      throw new Error(`the folder ${this.path} holds no run, so --force does not clear it`);
    }
  }

  private list(): string[] {
    try {
      return this.files.list(this.path);
    } catch (error) {
      throw fileError('create', this.path, error);
    }
  }

  /** Removes all that a run has here but for the lock, its configuration first: no rest looks like a run. */
  private clear(): void {
    this.files.remove(this.file('config.json'));
    this.files.syncFolder(this.path);
    this.checkpoints.clear();
    const rest = OWN.filter((name) => name !== LOCK && name !== CHECKPOINTS);
    for (const name of rest) this.files.remove(this.file(name));
    removeTemporaries(this.path, this.files);
    this.files.syncFolder(this.path);
  }

  private requireLock(): void {
    if (this.held === null) throw new Error(`the run ${this.path} is not locked for writing`);
    this.held.check();
  }

  private readText(name: string): string {
    try {
      return Buffer.from(this.files.read(this.file(name))).toString('utf8');
    } catch (error) {
      throw fileError('read', this.file(name), error);
    }
  }

  private readJson<T>(name: string): T {
    return parseJson(this.readText(name), this.file(name)) as T;
  }

  private writeJson(name: string, value: unknown): void {
    this.write(name, `${JSON.stringify(value, null, 2)}\n`);
  }

  private write(name: string, text: string): void {
    this.requireLock();
    writeAtomically(this.file(name), text, this.files);
  }
}

export interface CreateOptions {
  readonly force?: boolean;
  /** hears of a lock that was taken over */
  readonly told?: (notice: string) => void;
}
