import { sentenceOf } from '../terminal/failure.js';
import type { ColumnFile } from './columnFile.js';

/**
 * A file that a package reads, whose own words for what is wrong with it become part of a sentence that says what
 * was expected.
 */
export async function foreignColumns(
  format: string,
  reader: string,
  open: () => Promise<ColumnFile>,
): Promise<ColumnFile> {
  const explain = (error: unknown): Error => {
    const sentence = sentenceOf(error);
    // ours, with or without the file
    if (/(?:^|: )expected /.test(sentence)) return error as Error;
    return new Error(
      `expected a whole ${format} file, got one that ${reader} cannot read (${sentence}); write it again`,
      { cause: error },
    );
  };
  try {
    const file = await open();
    return {
      ...file,
      async *read(names) {
        try {
          yield* file.read(names);
        } catch (error) {
          throw explain(error);
        }
      },
    };
  } catch (error) {
    throw explain(error);
  }
}
