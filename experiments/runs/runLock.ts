import { join } from 'node:path';
import { fileError } from '../terminal/failure.js';
import { writeAll } from './atomicFile.js';
import type { FileSystem } from './fileSystem.js';
import type { Machine } from './machine.js';
import type { Processes, ProcessName } from './processes.js';

export const LOCK = 'lock.json';

/** Milliseconds after which a lock that is still not whole is taken for one whose maker died. */
const PATIENCE = 500;

/**
 * The right to write to a run folder: `lock.json` names the process that has it. A process that died
 * leaves its lock behind, and the next one takes it over.
 */
export class RunLock {
  private readonly text: string;

  private constructor(
    readonly path: string,
    private readonly machine: Machine,
  ) {
    // unlike any other, also of the same process
    const maker = { ...machine.processes.self, since: new Date().toISOString(), id: ++made };
    this.text = `${JSON.stringify(maker)}\n`;
  }

  /**
   * Locks a folder. One that a living process has locked is an Error that names the process; `told`
   * hears of a lock that was taken over.
   */
  static acquire(folder: string, machine: Machine, told: (notice: string) => void): RunLock {
    const { files, processes } = machine;
    const lock = new RunLock(join(folder, LOCK), machine);
    const aside = join(folder, `.${LOCK}.${processes.self.pid}.tmp`);
    while (!lock.create()) {
      const found = readLock(lock.path, machine);
      if (found === null) continue;
      const holder = parse(found);
      refuse(folder, holder, processes);
      // of those that find the same stale lock, one alone can move it away
      if (!move(lock.path, aside, files)) continue;
      if (readLock(aside, machine) !== found) {
        // meanwhile another process had taken over, and it was its lock that was moved
        move(aside, lock.path, files);
        continue;
      }
      files.remove(aside);
      told(
        holder === null
          ? `${folder} had a lock that is not whole, left by a process that died; going on`
          : `${folder} was locked by process ${holder.pid} on ${holder.host}, which is gone; going on`,
      );
    }
    return lock;
  }

  /** Throws where the lock was taken away: two processes must never write. */
  check(): void {
    if (readLock(this.path, this.machine, 0) !== this.text) {
      throw new Error(
        `${this.path} is no longer the lock of this process; stopped without writing, as another may have the folder`,
      );
    }
  }

  /** Gives the folder free; a lock that cannot be removed is stale once the process ends. */
  release(): void {
    try {
      if (readLock(this.path, this.machine, 0) === this.text) this.machine.files.remove(this.path);
    } catch {
      // stale, then
    }
  }

  /** False where there is a lock already. */
  private create(): boolean {
    const { files } = this.machine;
    let file;
    try {
      file = files.open(this.path, 'create');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw fileError('lock', this.path, error);
    }
    try {
      writeAll(file.write, this.text);
    } catch (error) {
      files.remove(this.path);
      throw fileError('write', this.path, error);
    } finally {
      file.close();
    }
    return true;
  }
}

let made = 0;

/** Throws where a living process, or one of which nothing is known, has locked a folder. */
export function refuseLocked(folder: string, machine: Machine): void {
  const path = join(folder, LOCK);
  if (!machine.files.exists(path)) return;
  refuse(folder, parse(readLock(path, machine, 0) ?? ''), machine.processes);
}

/** The text of a lock, waiting for one that is being written; null where there is none. */
function readLock(path: string, machine: Machine, patience = PATIENCE): string | null {
  for (let waited = 0; ; waited += 20) {
    let text;
    try {
      text = Buffer.from(machine.files.read(path)).toString('utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw fileError('read', path, error);
    }
    if (text.endsWith('\n') || waited >= patience) return text;
    machine.wait(20);
  }
}

interface Holder extends ProcessName {
  readonly since: string | null;
}

function parse(text: string): Holder | null {
  try {
    const { pid, host, began, since } = JSON.parse(text) as Record<string, unknown>;
    const whole = Number.isSafeInteger(pid) && (pid as number) > 0 && typeof host === 'string';
    if (!whole) return null;
    const textOrNull = (value: unknown): string | null =>
      typeof value === 'string' ? value : null;
    return { pid: pid as number, host, began: textOrNull(began), since: textOrNull(since) };
  } catch {
    return null;
  }
}

function move(from: string, to: string, files: FileSystem): boolean {
  try {
    files.rename(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

function refuse(folder: string, holder: Holder | null, processes: Processes): void {
  const runs = holder === null ? false : processes.runs(holder);
  if (holder === null || runs === false) return;
  const { pid, host, since } = holder;
  throw new Error(
    `the run ${folder} is in use by process ${pid} on ${host}${since === null ? '' : ` since ${since}`}; ` +
      (runs === null
        ? `if that process is gone, remove ${join(folder, LOCK)}`
        : 'wait for it to end, or stop it'),
  );
}
