import { join } from 'node:path';
import { fileError } from '../terminal/failure.js';
import { isTemporary, removeTemporaries, writeAtomically } from './atomicFile.js';
import {
  DamagedCheckpoint, decodeCheckpoint, encodeCheckpoint, type Checkpoint, type TrainingIdentity,
} from './checkpoint.js'; // prettier-ignore
import type { FileSystem } from './fileSystem.js';

/** Checkpoints kept, the newest ones: so many may be damaged, less one, before steps are lost. */
export const KEPT = 3;

const NAME = /^step-(\d+)\.safetensors$/;

/** The checkpoints of a run: a folder of files `step-00000042.safetensors`, named by the steps done. */
export class CheckpointStore {
  constructor(
    readonly folder: string,
    private readonly files: FileSystem,
  ) {}

  /** The files, newest first. */
  get paths(): string[] {
    if (!this.files.exists(this.folder)) return [];
    return this.files
      .list(this.folder)
      .flatMap((name) => {
        const step = NAME.exec(name)?.[1];
        return step === undefined ? [] : [[Number(step), name] as const];
      })
      .sort(([a], [b]) => b - a)
      .map(([, name]) => join(this.folder, name));
  }

  /** Whether the folder holds nothing, or is not there. */
  get isEmpty(): boolean {
    return !this.files.exists(this.folder) || this.files.list(this.folder).every(isTemporary);
  }

  /** Writes a checkpoint for good, then removes those that are too many; gives its path. */
  save(checkpoint: Checkpoint): string {
    const step = String(checkpoint.state.step).padStart(8, '0');
    const path = join(this.folder, `step-${step}.safetensors`);
    writeAtomically(path, encodeCheckpoint(checkpoint), this.files);
    this.remove(this.paths.slice(KEPT));
    return path;
  }

  /** The checkpoint in a file; one that is damaged is a DamagedCheckpoint that names it. */
  read(path: string): Checkpoint {
    let bytes;
    try {
      bytes = this.files.read(path);
    } catch (error) {
      const failure = fileError('read', path, error);
      if ((error as NodeJS.ErrnoException).code !== 'EIO') throw failure;
      throw new DamagedCheckpoint(failure.message, { cause: error });
    }
    return decodeCheckpoint(bytes, path);
  }

  /**
   * The newest whole checkpoint of a training, or null. Damaged ones and ones that another training left
   * are named to `told`, passed over and, once a whole one is found or none is left, removed: the
   * training comes to their steps again.
   */
  recover(training: TrainingIdentity, told: (notice: string) => void): Recovered | null {
    const unusable: string[] = [];
    let found: Recovered | null = null;
    for (const path of this.paths) {
      const checkpoint = this.tryRead(path, training, told);
      if (checkpoint !== null) {
        found = { path, checkpoint };
        break;
      }
      unusable.push(path);
    }
    if (unusable.length > 0) {
      this.remove(unusable);
      // none comes back with a power cut
      this.files.syncFolder(this.folder);
    }
    return found;
  }

  private tryRead(
    path: string,
    { config, data }: TrainingIdentity,
    told: (notice: string) => void,
  ): Checkpoint | null {
    let checkpoint;
    try {
      checkpoint = this.read(path);
    } catch (error) {
      if (!(error instanceof DamagedCheckpoint)) throw error;
      told(`${error.message}; going back to the one before it`);
      return null;
    }
    const { training } = checkpoint;
    if (training.config === config && training.data === data) return checkpoint;
    told(`${path} belongs to another training; going back to the one before it`);
    return null;
  }

  /** Removes all checkpoints, and what writing left. */
  clear(): void {
    if (!this.files.exists(this.folder)) return;
    removeTemporaries(this.folder, this.files);
    this.remove(this.paths);
    this.files.syncFolder(this.folder);
  }

  private remove(paths: readonly string[]): void {
    for (const path of paths) this.files.remove(path);
  }
}

export interface Recovered {
  readonly path: string;
  readonly checkpoint: Checkpoint;
}
