import { existsSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { readSafetensors } from '../../lib/io/index.js';
import { sha256OfFile } from '../runs/digest.js';
import {
  backgroundNames, dataFolder, loadSample, sampleNames, selectBoosted, signals,
} from './jets.js'; // prettier-ignore
import { checkFinite, readMatrix } from './matrixFiles.js';

/** The `data` section of a run's configuration. */
export interface DataSection {
  /** the name of an embedded sample, or a file */
  readonly source: string;
  /** `st > 1300`, in GeV; null for all jets; left out, the cut for embedded samples and none for files */
  readonly selection?: string | null;
  readonly features: readonly string[];
}

/** Jets of a source, selected. */
export interface Jets {
  /** [n, columns] row-major */
  readonly values: Float64Array;
  readonly columns: number;
  /** names of the columns; x0, x1, … where the source has none */
  readonly features: readonly string[];
  /** [n], equal for the jets of one event; without events every jet is its own group */
  readonly groups: Int32Array;
  /** the selection that was made */
  readonly selection: string | null;
  /** of the file */
  readonly sha256: string;
}

export const DEFAULT_DATA: Pick<DataSection, 'source' | 'selection'> = {
  source: backgroundNames[0],
};

export const signalNames: readonly string[] = signals.map(({ name }) => name);

export function isEmbedded(source: string): boolean {
  return sampleNames.includes(source);
}

/**
 * Loads an embedded sample by its name, or the rows of a `.npy`, `.npz`, `.csv` or `.safetensors` file.
 * Of embedded samples the jets of events with ST > 1300 GeV are taken, unless `selection` says else.
 */
export function loadJets(
  { source, selection }: Pick<DataSection, 'source' | 'selection'>,
  wanted: { readonly columns?: number; readonly because?: string } = {},
): Jets {
  const embedded = isEmbedded(source);
  if (!embedded && !existsSync(source) && extname(source) === '') {
    throw new Error(
      `expected a file or an embedded sample (${sampleNames.join(', ')}), got ${source}`,
    );
  }
  const path = embedded ? join(dataFolder, `${source}.safetensors`) : source;
  const cut = parseSelection(selection === undefined && embedded ? DEFAULT_CUT : selection);
  if (!embedded && !isSample(path)) {
    if (cut !== null) {
      throw new Error(
        `${source}: expected a file with ST among its tensors to select by ${cut.text}`,
      );
    }
    const { values, rows, columns, names } = readMatrix(path, wanted);
    return {
      values,
      columns,
      features: names ?? numbered(columns),
      groups: Int32Array.from({ length: rows }, (_, row) => row),
      selection: null,
      sha256: sha256OfFile(path.replace(KEY, '$1')),
    };
  }
  const all = loadSample(source);
  const sample = cut === null ? all : selectBoosted(all, { minimumSt: cut.minimum });
  const { features: values, columns } = sample;
  checkFinite({ values, columns }, source, wanted);
  return {
    values,
    columns,
    features: sample.names,
    groups: sample.event,
    selection: cut?.text ?? null,
    sha256: sha256OfFile(path),
  };
}

const DEFAULT_CUT = 'st > 1300';
const KEY = /^(.*\.(?:npz|safetensors)):[^:]+$/i;

function parseSelection(
  selection: string | null | undefined,
): { readonly text: string; readonly minimum: number } | null {
  if (selection === null || selection === undefined || selection === 'none') return null;
  const minimum = /^\s*st\s*>\s*(\d+(?:\.\d+)?)\s*$/i.exec(selection)?.[1];
  if (minimum === undefined) {
    throw new Error(
      `expected a selection like "st > 1300", or "none", got ${JSON.stringify(selection)}`,
    );
  }
  return { text: `st > ${Number(minimum)}`, minimum: Number(minimum) };
}

/** Whether a file is in the layout of the embedded samples. */
export function isSample(path: string): boolean {
  if (extname(path).toLowerCase() !== '.safetensors' || !existsSync(path)) return false;
  try {
    const { tensors } = readSafetensors(readFileSync(path));
    return ['features', 'aux', 'event'].every((name) => Object.hasOwn(tensors, name));
  } catch {
    return false;
  }
}

function numbered(columns: number): string[] {
  return Array.from({ length: columns }, (_, column) => `x${column}`);
}
