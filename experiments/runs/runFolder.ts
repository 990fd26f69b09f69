import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Config, EpochRecord } from '../../algorithms/index.js';
import { resolveConfig } from '../../algorithms/index.js';
import { writeAtomically } from './atomicFile.js';
import { decodeCheckpoint, encodeCheckpoint, type Checkpoint } from './checkpoint.js';
import type { DataSection } from '../jets/jetSource.js';
import { fileError } from '../terminal/failure.js';
import type { Manifest } from './manifest.js';

/** `config.json`: everything that determines a run. */
export interface RunConfig extends Config {
  readonly data: DataSection;
  readonly evaluation: EvaluationSection;
}

/** Which signals are looked at during a training; of no influence on it. */
export interface EvaluationSection {
  /** embedded names or files */
  readonly signals: readonly string[];
  /** epochs from one evaluation to the next */
  readonly every: number;
}

/** A line of `metrics.jsonl`. */
export interface EpochMetrics extends EpochRecord, Partial<SignalAucs> {
  readonly seconds: number;
}

export interface SignalAucs {
  readonly auc: Readonly<Record<string, number>>;
  readonly meanAuc: number;
}

/** `summary.json`, written at the end: the chosen and the last epoch. */
export interface RunSummary {
  /** `value` is what the choice was made by: W, or the energy of the validation jets */
  readonly best: (Partial<SignalAucs> & { readonly epoch: number; readonly value: number }) | null;
  readonly last: Partial<SignalAucs> & { readonly epoch: number };
  /** of training alone, all sessions together */
  readonly seconds: number;
}

export type CheckpointName = 'best' | 'last';

const OWN = [
  'config.json', 'manifest.json', 'metrics.jsonl', 'digests.jsonl', 'summary.json', 'checkpoints',
]; // prettier-ignore

/** A folder with all there is to know of one training. */
export class RunFolder {
  private constructor(readonly path: string) {}

  /** A new, empty run folder. A folder that holds anything is an error, unless `force` clears it. */
  static create(path: string, { force = false }: { readonly force?: boolean } = {}): RunFolder {
    const folder = new RunFolder(path);
    try {
      const present = existsSync(path) ? readdirSync(path) : [];
      if (present.length > 0) {
        if (!force) {
          throw new Error(`the folder ${path} is not empty; choose another --out, or pass --force`);
        }
        if (!present.includes('manifest.json') && !present.includes('config.json')) {
          throw new Error(`the folder ${path} holds no run, so --force does not clear it`);
        }
        for (const name of OWN) rmSync(join(path, name), { recursive: true, force: true });
      }
      mkdirSync(folder.file('checkpoints'), { recursive: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
      throw fileError('create', path, error);
    }
    return folder;
  }

  static open(path: string): RunFolder {
    const folder = new RunFolder(path);
    if (!existsSync(folder.file('config.json'))) {
      throw new Error(`expected a run folder, got ${path}, which holds no config.json`);
    }
    return folder;
  }

  file(name: string): string {
    return join(this.path, name);
  }

  get config(): RunConfig {
    const { data, evaluation, ...config } = this.readJson<RunConfig>('config.json');
    return { ...resolveConfig(config), data, evaluation };
  }

  get manifest(): Manifest {
    return this.readJson('manifest.json');
  }

  /** Null until the training has ended. */
  get summary(): RunSummary | null {
    return existsSync(this.file('summary.json')) ? this.readJson('summary.json') : null;
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

  /** The lines of `metrics.jsonl`; one that a crash left incomplete is passed over. */
  get metrics(): EpochMetrics[] {
    if (!existsSync(this.file('metrics.jsonl'))) return [];
    const lines = this.readText('metrics.jsonl').split('\n');
    return lines.slice(0, -1).map((line) => JSON.parse(line) as EpochMetrics);
  }

  appendMetrics(metrics: EpochMetrics): void {
    appendFileSync(this.file('metrics.jsonl'), `${JSON.stringify(metrics)}\n`);
  }

  /** Forgets the epochs after `epoch`, which a resumed training goes through again. */
  truncateMetrics(epoch: number): void {
    const kept = this.metrics.filter((line) => line.epoch <= epoch);
    const text = kept.map((line) => `${JSON.stringify(line)}\n`).join('');
    writeAtomically(this.file('metrics.jsonl'), text);
  }

  saveCheckpoint(name: string, checkpoint: Checkpoint): void {
    writeAtomically(this.checkpointFile(name), encodeCheckpoint(checkpoint));
  }

  readCheckpoint(name: CheckpointName): Checkpoint {
    const path = this.checkpointFile(name);
    if (!existsSync(path)) {
      throw new Error(`the run ${this.path} has no ${name} checkpoint yet; expected ${path}`);
    }
    return decodeCheckpoint(readFileSync(path), path);
  }

  private checkpointFile(name: string): string {
    return this.file(join('checkpoints', `${name}.safetensors`));
  }

  private readText(name: string): string {
    try {
      return readFileSync(this.file(name), 'utf8');
    } catch (error) {
      throw fileError('read', this.file(name), error);
    }
  }

  private readJson<T>(name: string): T {
    return parseJson(this.readText(name), this.file(name)) as T;
  }

  private writeJson(name: string, value: unknown): void {
    writeAtomically(this.file(name), `${JSON.stringify(value, null, 2)}\n`);
  }
}

/** Parsed JSON; a syntax error is one sentence that names the file. */
export function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is not JSON: ${(error as Error).message}`, { cause: error });
  }
}
