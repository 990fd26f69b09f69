import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const scripts = join(import.meta.dirname, '../../../experiments/fixtures');

/** Why tests that need `module` under Debian's Python are skipped, or false where it is there. */
export function missingModule(module: string, debianPackage: string): string | false {
  const { status } = spawnSync('/usr/bin/python3', ['-c', `import ${module}`]);
  return status === 0
    ? false
    : `/usr/bin/python3 has no ${module}: apt-get install ${debianPackage}`;
}

/** Runs a script of experiments/fixtures under Debian's Python; what it prints. */
export function runPython(script: string, ...args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(
    '/usr/bin/python3',
    [join(scripts, script), ...args],
    { encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  if (status !== 0) throw new Error(`${script}: ${error?.message ?? stderr}`);
  return stdout;
}
