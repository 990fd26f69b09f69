import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process, told from any other that had or will have its pid. */
export interface ProcessName {
  readonly pid: number;
  readonly host: string;
  /** which boot of the machine, and the tick since then at which the process began; null where unknown */
  readonly began: string | null;
}

/** What a lock needs to know of processes. */
export interface Processes {
  readonly self: ProcessName;
  /** whether a process still runs; null for one of another host, of which nothing is known */
  runs(process: ProcessName): boolean | null;
}

export const nodeProcesses: Processes = {
  self: { pid: process.pid, host: hostname(), began: statusOf(process.pid)?.began ?? null },
  runs({ pid, host, began }) {
    if (host !== hostname()) return null;
    if (!isAlive(pid)) return false;
    const status = statusOf(pid);
    if (status === null || began === null) return true;
    // another process may have the pid by now; one that has ended keeps it until its parent asks
    return status.began === began && !status.ended;
  },
};

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and somebody else's
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** From Linux's /proc: the boot's id, and fields 3 and 22 of the process's `stat` (proc_pid_stat(5)). */
function statusOf(pid: number): { readonly began: string; readonly ended: boolean } | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // field 2, the name, stands in parentheses and may hold anything
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { began: `${boot}:${fields[19]}`, ended: 'ZX'.includes(fields[0]) };
  } catch {
    return null;
  }
}
