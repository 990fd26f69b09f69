import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../../..');

/** A block of code in a page. */
export interface Example {
  readonly page: string;
  readonly line: number;
  readonly language: string;
  readonly code: string;
  /** from a comment `<!-- not run: why -->` before the block */
  readonly notRun: string | null;
}

/** Pages whose examples are tested. */
export const pages: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  'data/README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name.replaceAll('\\', '/')}`)
    .sort(),
];

/** Every block between ``` of a page that names its language. */
export function examplesOf(page: string): Example[] {
  const text = readFileSync(join(root, page), 'utf8');
  const pattern = /(?:<!-- not run: (.*?) -->\s*)?^```(\w+)\n(.*?)^```/gms;
  return [...text.matchAll(pattern)].map(([whole, reason, language, code], k, all) => {
    const start = text.indexOf(whole, all[k].index) + whole.indexOf('```');
    return {
      page,
      line: text.slice(0, start).split('\n').length,
      language,
      code,
      notRun: reason ?? null,
    };
  });
}
