import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The mutants that no test can or need tell from the code, as docs/mutants.md lists them with the reasons:
 * an item "- `file`: `change`" for every place in that file where the change can be made.
 */
export function explainedMutants(root: string): ReadonlySet<string> {
  const page = readFileSync(join(root, 'docs/mutants.md'), 'utf8');
  return new Set([...page.matchAll(/^- (`[^`]+\.ts`: `[^`]+`)$/gm)].map(([, item]) => item));
}

/** How a mutant is called there. */
export function itemOf({ file, change }: { file: string; change: string }): string {
  return `\`${file}\`: \`${change.replaceAll('`', "'")}\``;
}
