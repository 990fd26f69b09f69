import type { Config, TrainingData } from '../../algorithms/index.js';
import { splitByGroup } from '../../algorithms/preprocessing/index.js';
import { key, stream } from '../../lib/random/index.js';
import { bytesOf, sha256 } from '../runs/digest.js';
import { loadJets, type DataSection } from './jetSource.js';
import type { Manifest } from '../runs/manifest.js';
import { Transform, type TransformState } from './transform.js';

/** Jets as a training takes them: selected, split by event, preprocessed. */
export interface PreparedJets {
  readonly training: TrainingData;
  /** jets no training or choice has seen, [n, D] row-major */
  readonly test: Float64Array;
  readonly transform: Transform;
  readonly section: DataSection;
  readonly counts: Manifest['jets'];
  /** SHA-256 of the file */
  readonly fileDigest: string;
  /** SHA-256 of the three preprocessed parts */
  readonly digest: string;
}

/**
 * Loads jets, splits them by event (stream `split` of the seed) and fits the preprocessing to the
 * training part; a resumed run gives the `transform` it has.
 */
export function prepareJets(
  config: Config,
  data: Pick<DataSection, 'source' | 'selection'>,
  transformState?: TransformState,
): PreparedJets {
  const jets = loadJets(data);
  const { values, columns } = jets;
  const split = splitByGroup(jets.groups, config.split, stream(key(config.seed), 'split'));
  const raw = (rows: Int32Array): Float64Array => rowsAt(values, columns, rows);
  const trainingJets = raw(split.train);
  if (trainingJets.length === 0 || split.validation.length === 0) {
    throw new RangeError(
      `${data.source}: expected enough jets for a training and a validation part, got ` +
        `${values.length / columns} jets`,
    );
  }
  const transform =
    transformState === undefined
      ? Transform.fit(config, trainingJets, columns)
      : Transform.restore(transformState);
  const [train, validation, test] = [trainingJets, raw(split.validation), raw(split.test)].map(
    (part) => transform.apply(part),
  );
  return {
    training: { features: columns, train, validation },
    test,
    transform,
    section: { source: data.source, selection: jets.selection, features: jets.features },
    counts: {
      train: split.train.length,
      validation: split.validation.length,
      test: split.test.length,
    },
    fileDigest: jets.sha256,
    digest: sha256(bytesOf(train), bytesOf(validation), bytesOf(test)),
  };
}

function rowsAt(values: Float64Array, columns: number, rows: Int32Array): Float64Array {
  const out = new Float64Array(rows.length * columns);
  rows.forEach((row, k) => {
    out.set(values.subarray(row * columns, (row + 1) * columns), k * columns);
  });
  return out;
}
