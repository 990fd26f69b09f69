import { isEmbedded, isSample, loadJets } from '../jets/jetSource.js';
import { sentenceOf } from '../terminal/failure.js';
import type { ColumnFile } from './columnFile.js';
import type { ColumnMap, ColumnSource } from './columnMap.js';
import { jetRows, type JetChoice, type JetRows } from './jetRows.js';
import { openColumns } from './openColumns.js';

export interface JetFileOptions {
  /** the features that are wanted, in this order, and why; left out, those of `map` or all columns */
  readonly features?: readonly string[];
  readonly because?: string;
  readonly map?: ColumnMap;
  /** of entries with several jets; default: leading */
  readonly jets?: JetChoice;
}

/** The jets of a source, read in blocks. */
export interface JetFile {
  readonly features: readonly string[];
  blocks(): AsyncIterable<JetRows>;
}

/**
 * Runs `use` on the jets of an embedded sample or a file. What is read in blocks (openColumns.ts) needs memory
 * for one block of the columns that are used. Features come from the columns that `map` names, or those of their own
 * names, or all columns in order where either has no names. Whatever is wrong is an Error of one sentence that
 * names the source.
 */
export async function withJets<T>(
  source: string,
  options: JetFileOptions,
  use: (jets: JetFile) => Promise<T>,
): Promise<T> {
  if (options.map === undefined && (isEmbedded(source) || isSample(source))) {
    return use(wholeSample(source, options));
  }
  const file = await openColumns(source);
  try {
    const features = options.features ?? [...(options.map?.keys() ?? file.columns)];
    let sources: readonly ColumnSource[];
    try {
      sources = chooseColumns(file, features, options);
    } catch (error) {
      throw naming(source, error);
    }
    return await use({
      features,
      blocks: () => readBlocks(source, file, sources, options.jets ?? 'leading'),
    });
  } finally {
    file.close();
  }
}

async function* readBlocks(
  source: string,
  file: ColumnFile,
  sources: readonly ColumnSource[],
  choice: JetChoice,
): AsyncGenerator<JetRows> {
  const names = sources.map(({ column }) => column);
  const blocks = file.read(names)[Symbol.asyncIterator]();
  let [entries, jets] = [0, 0];
  for (;;) {
    let rows: JetRows;
    try {
      const { value, done } = await blocks.next();
      if (done === true) {
        if (jets === 0) throw new Error('expected at least one row, got none');
        return;
      }
      rows = jetRows(value, sources, choice, entries);
      entries += value[0].length;
      jets += rows.rows - rows.absent.length;
    } catch (error) {
      throw naming(source, error);
    }
    yield rows;
  }
}

function chooseColumns(
  { columns, named }: ColumnFile,
  features: readonly string[],
  { map, because }: JetFileOptions,
): ColumnSource[] {
  const reason = because === undefined ? '' : `, ${because}`;
  const byName = named && features.every((feature) => columns.includes(feature));
  if (map === undefined && !byName) {
    const numbered = features.every((feature, k) => feature === `x${k}`);
    if (named && !numbered) {
      const missing = features.filter((feature) => !columns.includes(feature));
      throw new Error(
        `expected the columns ${features.join(', ')}${reason}, got none named ${missing.join(', ')} among ${listed(columns)}; ` +
          'say which they are with --columns',
      );
    }
    if (columns.length !== features.length) {
      throw new Error(`expected ${features.length} columns${reason}, got ${columns.length}`);
    }
    return columns.map((column) => ({ column, scale: 1 }));
  }
  return features.map((feature) => {
    const source = map === undefined ? { column: feature, scale: 1 } : map.get(feature);
    if (source === undefined) {
      throw new Error(
        `expected a column for every feature${reason}, got none for ${feature} in --columns`,
      );
    }
    if (!columns.includes(source.column)) {
      throw new Error(`expected a column ${source.column} for ${feature}, got ${listed(columns)}`);
    }
    return source;
  });
}

function listed(columns: readonly string[]): string {
  const shown = columns.slice(0, 20).join(', ');
  if (columns.length > 20) return `${shown} and ${columns.length - 20} more`;
  return columns.length === 0 ? 'none' : shown;
}

function wholeSample(source: string, { features, because }: JetFileOptions): JetFile {
  const jets = loadJets({ source }, { columns: features?.length, because });
  const rows = jets.values.length / jets.columns;
  return {
    features: jets.features,
    async *blocks() {
      yield { values: jets.values, rows, absent: [] };
    },
  };
}

/** The error as one sentence that begins with the source. */
function naming(source: string, error: unknown): Error {
  const sentence = sentenceOf(error);
  return sentence.includes(source)
    ? new Error(sentence, { cause: error })
    : new Error(`${source}: ${sentence}`, { cause: error });
}
