import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSafetensors, toFloat64, type StoredArray } from '../../lib/io/index.js';
import { packageFolder } from '../packageFolder.js';
import { parseSignal, type Signal } from './signal.js';

/** The folder of the embedded jet samples. */
export const dataFolder = join(packageFolder, 'data');

/** The embedded backgrounds: the paper's top-quark jets, and multijets. */
export const backgroundNames = ['ttbar_boosted', 'qcd_boosted'] as const;

/** The embedded signals by mass and invisible fraction; the last has another confinement scale. */
export const signals: readonly Signal[] = [
  'svj_m800_r03', 'svj_m1000_r03', 'svj_m1500_r03', 'svj_m2000_r00', 'svj_m2000_r01', 'svj_m2000_r03',
  'svj_m2000_r05', 'svj_m2000_r07', 'svj_m3000_r03', 'svj_m4000_r03', 'svj_m2000_r03_lam10',
].map(parseSignal); // prettier-ignore

export const sampleNames: readonly string[] = [
  ...backgroundNames,
  ...signals.map(({ name }) => name),
];

/** Jets; those of one event share its number. */
export interface Sample {
  /** [jets, columns] row-major: what models are trained on */
  readonly features: Float64Array;
  readonly columns: number;
  /** [columns], of the features */
  readonly names: readonly string[];
  /** [jets], S_T of the event [GeV] */
  readonly st: Float64Array;
  /** [jets], number of the event */
  readonly event: Int32Array;
  /** [jets] each, by name: observables that no model is trained on (data/README.md), among them `st` */
  readonly auxiliary: Readonly<Record<string, Float64Array>>;
}

/** Reads an embedded sample, by its name, or a file in the same layout (data/README.md), by its path. */
export function loadSample(nameOrPath: string): Sample {
  const path = sampleNames.includes(nameOrPath)
    ? join(dataFolder, `${nameOrPath}.safetensors`)
    : nameOrPath;
  const { tensors, metadata } = readSafetensors(readFileSync(path));
  const { features, aux, event } = tensors as Partial<Record<string, StoredArray>>;
  const names = metadata.features?.split(',') ?? [];
  const auxiliaryNames = metadata.aux?.split(',') ?? [];
  const jets = event?.data.length ?? 0;
  if (
    event === undefined ||
    !isMatrix(features, jets, names.length) ||
    !isMatrix(aux, jets, auxiliaryNames.length) ||
    !auxiliaryNames.includes('st')
  ) {
    throw new Error(
      `${path}: expected tensors features, aux and event with one row a jet, and the names of their ` +
        'columns in its metadata, st among those of aux, got others',
    );
  }
  const auxiliary = columnsOf(aux, auxiliaryNames);
  return {
    features: toFloat64(features),
    columns: names.length,
    names,
    st: auxiliary.st,
    event: eventNumbers(path, toFloat64(event)),
    auxiliary,
  };
}

function eventNumbers(path: string, numbers: Float64Array): Int32Array {
  const events = Int32Array.from(numbers);
  const wrong = events.findIndex((event, row) => event !== numbers[row]);
  if (wrong === -1) return events;
  throw new Error(
    `${path}: expected event numbers that are integers below 2^31, got ${numbers[wrong]} in row ${wrong + 1}`,
  );
}

function isMatrix(
  array: StoredArray | undefined,
  rows: number,
  columns: number,
): array is StoredArray {
  return array?.shape.length === 2 && array.shape[0] === rows && array.shape[1] === columns;
}

function columnsOf(array: StoredArray, names: readonly string[]): Record<string, Float64Array> {
  const all = toFloat64(array);
  const columns = names.map((name, j) => {
    const column = new Float64Array(array.shape[0]);
    return [name, column.map((_, row) => all[row * names.length + j])] as const;
  });
  return Object.fromEntries(columns);
}

export interface BoostedSelection {
  /** jets are kept of events with S_T above this [GeV]; default 1300, as in the CMS t-channel search */
  readonly minimumSt?: number;
}

/** The jets of events with large S_T, in the order of the sample. */
export function selectBoosted(sample: Sample, { minimumSt = 1300 }: BoostedSelection = {}): Sample {
  const { st } = sample;
  return selectRows(
    sample,
    Int32Array.from(st.keys()).filter((row) => st[row] > minimumSt),
  );
}

/** The jets at `rows`, in that order. */
export function selectRows(sample: Sample, rows: Int32Array): Sample {
  const { columns, event } = sample;
  const features = new Float64Array(rows.length * columns);
  rows.forEach((row, k) => {
    features.set(sample.features.subarray(row * columns, (row + 1) * columns), k * columns);
  });
  const auxiliary = Object.fromEntries(
    Object.entries(sample.auxiliary).map(([name, column]) => [
      name,
      Float64Array.from(rows, (row) => column[row]),
    ]),
  );
  return {
    ...sample,
    features,
    st: auxiliary.st,
    event: rows.map((row) => event[row]),
    auxiliary,
  };
}
