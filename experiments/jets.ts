import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSafetensors, toFloat64, type StoredArray } from '../lib/io/index.js';

/** A file of jets: their features and, where the file has them, the event and its ST. */
export interface JetSample {
  readonly name: string;
  /** names of the features */
  readonly features: readonly string[];
  /** [jets × features.length], row-major */
  readonly values: Float64Array;
  /** [jets], both jets of an event share it */
  readonly event: Int32Array | null;
  /** [jets], scalar sum of jet and missing transverse momentum of the event in GeV */
  readonly st: Float64Array | null;
}

/** A semivisible-jet signal: mediator mass in GeV, and the invisible fraction. */
export interface Signal {
  readonly name: string;
  readonly mediatorMass: number;
  readonly invisibleFraction: number;
}

/** The folder of the embedded samples, seen from compiled code in dist/experiments. */
export const dataFolder = join(import.meta.dirname, '../../data');

/** The eleven embedded signals; the last differs from svj_m2000_r03 in its confinement scale. */
export const signals: readonly Signal[] = [
  'svj_m800_r03', 'svj_m1000_r03', 'svj_m1500_r03', 'svj_m2000_r00', 'svj_m2000_r01', 'svj_m2000_r03',
  'svj_m2000_r05', 'svj_m2000_r07', 'svj_m3000_r03', 'svj_m4000_r03', 'svj_m2000_r03_lam10',
].map((name) => {
  const [, mass, fraction] = /^svj_m(\d+)_r(\d\d)/.exec(name) as RegExpExecArray;
  return { name, mediatorMass: Number(mass), invisibleFraction: Number(fraction) / 10 };
}); // prettier-ignore

/** The embedded backgrounds: the paper's top-quark jets, and multijets. */
export const backgrounds = ['ttbar_boosted', 'qcd_boosted'] as const;

/** Events are selected by ST above this in GeV, as in the CMS search for such signals. */
export const MINIMUM_ST = 1300;

export function isEmbedded(name: string): boolean {
  return (backgrounds as readonly string[]).includes(name) || signals.some((s) => s.name === name);
}

/** The path of an embedded sample, by its name. */
export function embeddedPath(name: string): string {
  const path = join(dataFolder, `${name}.safetensors`);
  if (!isEmbedded(name) || !existsSync(path)) {
    throw new Error(
      `data: expected an embedded sample (${[...backgrounds, ...signals.map((s) => s.name)].join(', ')}), got ${name}`,
    );
  }
  return path;
}

/** Reads a file in the layout of the embedded samples: tensors `features`, and `aux`, `event` if there. */
export function readSample(path: string, name = path): JetSample {
  const { tensors, metadata } = readSafetensors(readFileSync(path));
  const { features, aux, event } = tensors as Partial<Record<string, StoredArray>>;
  if (features?.shape.length !== 2) {
    throw new Error(`${path}: expected a tensor "features" with two axes`);
  }
  const stColumn = metadata.aux?.split(',').indexOf('st') ?? -1;
  const st = aux === undefined || stColumn < 0 ? null : column(aux, stColumn);
  return {
    name,
    features:
      metadata.features?.split(',') ??
      Array.from({ length: features.shape[1] }, (_, k) => `feature ${k}`),
    values: toFloat64(features),
    event: event === undefined ? null : Int32Array.from(toFloat64(event)),
    st,
  };
}

/** An embedded sample, all jets. */
export function loadSample(name: string): JetSample {
  return readSample(embeddedPath(name), name);
}

/** The jets of events with ST above `minimum` GeV. */
export function selectBoosted(sample: JetSample, minimum = MINIMUM_ST): JetSample {
  const { st } = sample;
  if (st === null)
    throw new Error(`${sample.name}: expected ST among its aux columns to select by`);
  const rows = Int32Array.from(st.keys()).filter((row) => st[row] > minimum);
  return selectRows(sample, rows);
}

/** The jets at `rows`, in that order. */
export function selectRows(sample: JetSample, rows: Int32Array): JetSample {
  const { values, event, st } = sample;
  const width = sample.features.length;
  const picked = new Float64Array(rows.length * width);
  rows.forEach((row, k) => picked.set(values.subarray(row * width, (row + 1) * width), k * width));
  return {
    ...sample,
    values: picked,
    event: event === null ? null : rows.map((row) => event[row]),
    st: st === null ? null : Float64Array.from(rows, (row) => st[row]),
  };
}

function column(array: StoredArray, index: number): Float64Array {
  const [rows, width] = array.shape;
  const all = toFloat64(array);
  return Float64Array.from({ length: rows }, (_, row) => all[row * width + index]);
}
