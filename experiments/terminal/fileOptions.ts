import { Option, type Command } from 'commander';
import { readColumnMap } from '../files/columnMap.js';
import type { ColumnMap } from '../files/columnMap.js';
import type { JetChoice } from '../files/jetRows.js';

/** How the columns of a file become features. */
export interface FileOptions {
  readonly columns?: string;
  readonly jets: JetChoice;
}

/** Gives a command the options `--columns` and `--jets`. */
export function addFileOptions(command: Command): Command {
  return command
    .option('--columns <map.json>', 'which column of the file is which feature (docs/files.md)')
    .addOption(
      new Option('--jets <which>', 'of entries with several jets: the first, or each')
        .choices(['leading', 'all'])
        .default('leading'),
    );
}

/** What the options say, for the reader. */
export function fileOptions({ columns, jets }: FileOptions): { map?: ColumnMap; jets: JetChoice } {
  return { jets, ...(columns === undefined ? {} : { map: readColumnMap(columns) }) };
}
