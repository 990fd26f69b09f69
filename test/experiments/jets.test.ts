import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { auc } from '../../algorithms/metrics/index.js';
import { splitByGroup } from '../../algorithms/preprocessing/index.js';
import {
  dataFolder, loadSample, sampleNames, selectBoosted, selectRows, signals, type Sample,
} from '../../experiments/jets/jets.js'; // prettier-ignore
import { writeSafetensors } from '../../lib/io/index.js';
import { key } from '../../lib/random/index.js';

/** Jets and events of each sample, before and after the selection (data/README.md). */
const counts: Readonly<Record<string, readonly number[]>> = {
  ttbar_boosted: [50000, 26517, 20487, 10511],
  qcd_boosted: [30000, 15072, 19093, 9554],
  svj_m800_r03: [10000, 8710, 7540, 6527],
  svj_m1000_r03: [20000, 17400, 18464, 16010],
  svj_m1500_r03: [20000, 17407, 19857, 17281],
  svj_m2000_r00: [10000, 8055, 9993, 8050],
  svj_m2000_r01: [20000, 16577, 19988, 16565],
  svj_m2000_r03: [20000, 17429, 19976, 17407],
  svj_m2000_r05: [20000, 18180, 19934, 18121],
  svj_m2000_r07: [20000, 18705, 19879, 18592],
  svj_m3000_r03: [20000, 17468, 19997, 17466],
  svj_m4000_r03: [20000, 17478, 19996, 17476],
  svj_m2000_r03_lam10: [10000, 8774, 9981, 8758],
};

interface Datasheet {
  readonly features8: readonly string[];
  readonly samples: Readonly<Record<string, { jets: number; distinct_events: number }>>;
  /** by background, signal and feature, to four decimals */
  readonly single_feature_auc_vs: Readonly<
    Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>
  >;
}

const datasheet = JSON.parse(readFileSync(join(dataFolder, 'datasheet.json'), 'utf8')) as Datasheet;

const loaded = new Map<string, Sample>();
function load(name: string): Sample {
  const sample = loaded.get(name) ?? loadSample(name);
  loaded.set(name, sample);
  return sample;
}

function events({ event }: Sample): Set<number> {
  return new Set(event);
}

/** One of the eight features or of the auxiliary observables. */
function observable({ features, columns, names, auxiliary }: Sample, name: string): Float64Array {
  const at = names.indexOf(name);
  return at < 0 ? auxiliary[name] : features.filter((_, k) => k % columns === at);
}

function fourDecimals(x: number): number {
  return Number(x.toFixed(4));
}

describe('the embedded jets', () => {
  test('are two backgrounds and eleven signals, with masses and fractions from their names', () => {
    assert.deepEqual(sampleNames.toSorted(), Object.keys(counts).toSorted());
    assert.deepEqual(signals.at(-1), {
      name: 'svj_m2000_r03_lam10',
      mass: 2000,
      invisible: 0.3,
      scale: 10,
    });
  });

  for (const name of sampleNames) {
    test(`${name}: jets and events are those of the datasheet and of data/README.md`, () => {
      const all = load(name);
      const boosted = selectBoosted(all);
      const found = [all, boosted].flatMap((s) => [s.features.length / 8, events(s).size]);
      assert.deepEqual(found, counts[name]);
      const { jets, distinct_events: distinct } = datasheet.samples[name];
      assert.deepEqual(found.slice(0, 2), [jets, distinct]);
      assert.deepEqual(all.names, datasheet.features8);
      assert.ok(all.features.every((value) => Number.isFinite(value)));
    });
  }

  test('an event is in the selection with all of its jets or none', () => {
    const all = load('ttbar_boosted');
    const kept = events(selectBoosted(all));
    for (const [row, st] of all.st.entries()) assert.equal(st > 1300, kept.has(all.event[row]));
  });

  test('no event is in two parts of the split background, and every jet is in one', () => {
    const sample = selectBoosted(load('ttbar_boosted'));
    const { train, validation, test: rest } = splitByGroup(sample.event, [0.7, 0.15, 0.15], key(0));
    const parts = [train, validation, rest];
    const rows = parts.flatMap((part) => [...part]).sort((a, b) => a - b);
    assert.deepEqual(rows, [...sample.event.keys()]);
    const sizes = parts.map((part) => events(selectRows(sample, part)).size);
    assert.equal(sizes[0] + sizes[1] + sizes[2], 10511);
    [0.7, 0.15, 0.15].forEach((share, k) => assert.ok(Math.abs(sizes[k] - share * 10511) <= 1));
  });

  test('rows that are picked bring every column with them', () => {
    const sample = load('svj_m800_r03');
    const picked = selectRows(sample, Int32Array.of(7, 3));
    for (const name of [...sample.names, ...Object.keys(sample.auxiliary)]) {
      const whole = observable(sample, name);
      assert.deepEqual([...observable(picked, name)], [whole[7], whole[3]], name);
    }
    assert.deepEqual([...picked.event], [sample.event[7], sample.event[3]]);
    assert.deepEqual([...picked.st], [sample.st[7], sample.st[3]]);
  });

  test('a file without the tensors of a sample is an error that says what they are', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'jets-')), 'other.safetensors');
    const features = { shape: [2, 1], data: Float64Array.of(1, 2) };
    writeFileSync(path, writeSafetensors({ features }, { features: 'x' }));
    assert.throws(
      () => loadSample(path),
      /^Error: .*other\.safetensors: expected tensors features, aux and event with one row/,
    );
  });
});

describe('single-feature AUCs against top-quark jets are those of the datasheet, to four decimals', () => {
  const boosted = selectBoosted(load('ttbar_boosted'));

  for (const { name } of signals) {
    test(`${name}, events with ST > 1300 GeV`, () => {
      const signal = selectBoosted(load(name));
      const published = datasheet.single_feature_auc_vs.ttbar_boosted_st1300[name];
      const observables = [...signal.names, 'D2_b05', 'pt'];
      const found = observables.map((column) => {
        const area = auc(observable(boosted, column), observable(signal, column));
        return [column, fourDecimals(area)];
      });
      assert.deepEqual(
        found,
        observables.map((column) => [column, published[column]]),
      );
    });
  }

  test('the selection takes the AUC of pT alone from 0.91 to 0.85', () => {
    const [background, signal] = [load('ttbar_boosted'), load('svj_m2000_r03')];
    const area = auc(background.auxiliary.pt, signal.auxiliary.pt);
    const { ttbar_boosted: before, ttbar_boosted_st1300: after } = datasheet.single_feature_auc_vs;
    assert.equal(fourDecimals(area), before.svj_m2000_r03.pt);
    assert.ok(before.svj_m2000_r03.pt > 0.9 && after.svj_m2000_r03.pt < 0.85);
  });
});
