import { nodeFiles, type FileSystem } from './fileSystem.js';
import { nodeProcesses, type Processes } from './processes.js';

/** What a run takes from the machine it is on; tests put something else in its place. */
export interface Machine {
  readonly files: FileSystem;
  readonly processes: Processes;
  /** seconds that have passed since some moment */
  now(): number;
  /** does nothing for so many milliseconds */
  wait(milliseconds: number): void;
}

export const nodeMachine: Machine = {
  files: nodeFiles,
  processes: nodeProcesses,
  now: () => performance.now() / 1000,
  wait: (milliseconds) => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
  },
};
