import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';

/** The whole build in a temporary folder of its own, to be broken there. */
export class WorkingCopy {
  private readonly folder = mkdtempSync(join(tmpdir(), 'wnae-mutants-'));

  constructor(root: string) {
    cpSync(join(root, 'dist'), join(this.folder, 'dist'), { recursive: true });
    for (const entry of readdirSync(root)) {
      if (entry !== 'dist' && entry !== '.git') {
        symlinkSync(join(root, entry), join(this.folder, entry));
      }
    }
  }

  /** Puts the translation of a source text in the place of its file's. */
  write(file: string, text: string): void {
    const compilerOptions: ts.CompilerOptions = {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
    };
    const { outputText } = ts.transpileModule(text, { compilerOptions });
    writeFileSync(this.built(file), outputText);
  }

  /** Whether a test passes within so many milliseconds. */
  passes(test: string, limit: number): boolean {
    const seed = this.built('test/support/seed.ts');
    const { status } = spawnSync(
      process.execPath,
      ['--max-old-space-size=2048', '--import', seed, this.built(test)],
      { cwd: this.folder, stdio: 'ignore', timeout: limit, killSignal: 'SIGKILL' },
    );
    return status === 0;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private built(file: string): string {
    return join(this.folder, 'dist', file.replace(/\.ts$/, '.js'));
  }
}
