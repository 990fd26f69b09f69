import { scores } from '../../algorithms/index.js';
import type { ColumnMap } from '../files/columnMap.js';
import { withJets } from '../files/jetFile.js';
import type { JetChoice } from '../files/jetRows.js';
import type { TrainedModel } from '../runs/trainedModel.js';

export interface ScoreOptions {
  readonly map?: ColumnMap;
  readonly jets?: JetChoice;
}

/** The anomaly scores of a source. */
export interface ScoredJets {
  /** of the jets there are, in order */
  readonly scores: Float64Array;
  /** entries without jets */
  readonly absent: number;
}

/**
 * Scores the jets of an embedded sample or a file block by block. The features are not kept; a score does not depend
 * on the block that its jet is in. `use` gets the scores of a block's jets, and of all its entries, NaN for one without.
 *
 * @returns the number of entries without jets
 */
export async function forEachBlock(
  { run, model, transform, features, config }: TrainedModel,
  source: string,
  { map, jets }: ScoreOptions,
  use: (scores: Float64Array, withAbsent: Float64Array) => void,
): Promise<number> {
  const because = `as the data of ${run} have`;
  return withJets(source, { features, because, map, jets }, async (file) => {
    let absent = 0;
    for await (const block of file.blocks()) {
      const missing = new Set(block.absent);
      // an absent row is scored as a jet of zeros would be, and then forgotten
      const rows = missing.size === 0 ? block.values : block.values.map((x) => (Number.isNaN(x) ? 0 : x)); // prettier-ignore
      const found = scores(model, transform.apply(rows), features.length, config.dtype);
      for (const row of missing) found[row] = NaN;
      use(missing.size === 0 ? found : found.filter((_, row) => !missing.has(row)), found);
      absent += missing.size;
    }
    return absent;
  });
}

/** The scores of all jets of a source, in 8 bytes a jet. */
export async function scoreJets(
  trained: TrainedModel,
  source: string,
  options: ScoreOptions = {},
  onBlock?: (withAbsent: Float64Array) => void,
): Promise<ScoredJets> {
  const kept: Float64Array[] = [];
  const absent = await forEachBlock(trained, source, options, (found, withAbsent) => {
    onBlock?.(withAbsent);
    kept.push(found);
  });
  return { scores: joined(kept), absent };
}

function joined(parts: readonly Float64Array[]): Float64Array {
  if (parts.length === 1) return parts[0];
  const all = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
