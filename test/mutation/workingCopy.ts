import { spawnSync } from 'node:child_process';
import {
  cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync,
} from 'node:fs'; // prettier-ignore
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Coverage } from './coverage.js';

/** How tests ended. */
export interface Outcome {
  /** the name of the first that failed, null if all passed */
  readonly failure: string | null;
  /** time of the CPU */
  readonly milliseconds: number;
}

/** Tests may wait so many times as long as they may compute: a busy machine shares its CPUs. */
const WAIT = 30;

/** The whole build in a temporary folder of its own, to be broken there. */
export class WorkingCopy {
  private readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'wnae-mutants-')));

  constructor(root: string) {
    cpSync(join(root, 'dist'), join(this.folder, 'dist'), { recursive: true });
    for (const entry of readdirSync(root)) {
      if (!/^(dist.*|\.git)$/.test(entry)) {
        symlinkSync(join(root, entry), join(this.folder, entry));
      }
    }
  }

  /** Where the translation of a source file lies. */
  built(file: string): string {
    return join(this.folder, 'dist', file.replace(/\.ts$/, '.js'));
  }

  read(file: string): string {
    return readFileSync(this.built(file), 'utf8');
  }

  /** Runs an action with another text in a file's place. */
  with<T>(file: string, text: string, action: () => T): T {
    const own = this.read(file);
    writeFileSync(this.built(file), text);
    try {
      return action();
    } finally {
      writeFileSync(this.built(file), own);
    }
  }

  /** Runs test files in one process up to their first failure, for at most so many milliseconds of the CPU. */
  run(tests: readonly string[], limit: number): Outcome {
    const { status, signal, stdout } = this.spawn(tests, limit, {});
    const [, failure, milliseconds] = /(?:^|\n)(.*)\nCPU (\d+)\n$/.exec(stdout) ?? [];
    if (signal !== null) return { failure: 'hangs', milliseconds: limit };
    return {
      failure: status === 0 ? null : failure || 'does not load',
      milliseconds: Number(milliseconds),
    };
  }

  /** What a test file runs of the sources. */
  coverage(test: string, limit: number): Coverage {
    const folder = mkdtempSync(join(this.folder, 'coverage-'));
    this.spawn([test], limit, { NODE_V8_COVERAGE: folder });
    const coverage = new Coverage(folder);
    rmSync(folder, { recursive: true });
    return coverage;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private spawn(
    tests: readonly string[],
    limit: number,
    variables: Record<string, string>,
  ): { status: number | null; signal: string | null; stdout: string } {
    const preloaded = ['test/support/seed.ts', 'test/mutation/stopAtFirstFailure.ts'];
    const command = [
      process.execPath,
      '--max-old-space-size=2048',
      '--test-reporter=dot',
      '--test-reporter-destination=stderr',
      ...preloaded.flatMap((file) => ['--import', this.built(file)]),
      this.built('test/mutation/runTests.ts'),
      ...tests.map((test) => this.built(test)),
    ];
    // the CPU's time does not depend on what else the machine does; what waits for ever uses none
    const seconds = Math.ceil(limit / 1000);
    return spawnSync('sh', ['-c', 'ulimit -t "$0"; exec "$@"', String(seconds), ...command], {
      cwd: this.folder,
      encoding: 'utf8',
      env: { ...process.env, ...variables },
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: WAIT * limit,
      killSignal: 'SIGKILL',
    });
  }
}
