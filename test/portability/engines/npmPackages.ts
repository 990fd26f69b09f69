import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EngineMissing, outputOf } from './engine.js';

/** Engines that npm packages hold, outside the repository; kept from one run to the next. */
const cache = join(tmpdir(), 'wnae-engines');

/**
 * The folder of an npm package with a program in it, for this or another platform, installed if need be.
 * Nothing of it is run.
 */
export async function packageFolder(name: string, version: string): Promise<string> {
  const folder = join(cache, `${name}@${version}`.replaceAll('/', '_'));
  if (!existsSync(folder)) {
    mkdirSync(cache, { recursive: true });
    const beside = mkdtempSync(join(cache, 'installing-'));
    try {
      // --force: npm refuses a package for another processor
      const flags = [
        '--fetch-retries=0', '--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--ignore-scripts',
      ]; // prettier-ignore
      const args = ['install', ...flags, '--force', '--prefix', beside, `${name}@${version}`];
      await outputOf('npm', args, beside);
      renameSync(beside, folder);
    } catch (error) {
      const said = /npm error (?:code )?(.*)/.exec(String(error))?.[1] ?? String(error);
      throw new EngineMissing(
        `expected the npm package ${name}@${version}, but npm could not install it (${said})`,
        { cause: error },
      );
    } finally {
      rmSync(beside, { recursive: true, force: true });
    }
  }
  return join(folder, 'node_modules', ...name.split('/'));
}
