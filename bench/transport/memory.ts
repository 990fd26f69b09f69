import { execFileSync } from 'node:child_process';
import type * as cases from '../support/transportCases.js';

/**
 * Largest resident memory, in MiB, of a process that makes one problem and solves it, Node.js included
 * (some 40 MiB). Read as VmHWM: on Linux the maxRSS of a new process starts at that of its parent.
 */
export function memoryOf<Kind extends 'gaussian' | 'weighted'>(
  kind: Kind,
  ...size: Parameters<(typeof cases)[Kind]>
): number {
  const program = `
    const { readFileSync } = await import('node:fs');
    const cases = await import(${JSON.stringify(import.meta.resolve('../support/transportCases.js'))});
    const { emd } = await import(${JSON.stringify(import.meta.resolve('../../lib/transport/index.js'))});
    emd(cases.${kind}(...${JSON.stringify(size)}));
    console.log(/VmHWM:\\s*(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1] / 1024);`;
  return Number(execFileSync(process.execPath, ['--input-type=module', '-e', program]).toString());
}
