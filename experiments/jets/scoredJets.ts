import { scores } from '../../algorithms/index.js';
import type { ColumnMap } from '../files/columnMap.js';
import { withJets } from '../files/jetFile.js';
import type { JetChoice } from '../files/jetRows.js';
import type { TrainedModel } from '../runs/trainedModel.js';

export interface ScoreOptions {
  readonly map?: ColumnMap;
  readonly jets?: JetChoice;
  /** told every block of scores, NaN for an entry without jets */
  readonly onBlock?: (scores: Float64Array) => void;
}

/** The anomaly scores of a source. */
export interface ScoredJets {
  /** of the jets there are, in order */
  readonly scores: Float64Array;
  /** entries without jets */
  readonly absent: number;
}

/**
 * Scores the jets of an embedded sample or a file block by block. The features are not kept, so that memory is 8
 * bytes a jet beside a block; a score does not depend on the block that its jet is in.
 */
export async function scoreJets(
  { run, model, transform, features, config }: TrainedModel,
  source: string,
  { map, jets, onBlock }: ScoreOptions = {},
): Promise<ScoredJets> {
  const because = `as the data of ${run} have`;
  return withJets(source, { features, because, map, jets }, async (file) => {
    const kept: Float64Array[] = [];
    let absent = 0;
    for await (const block of file.blocks()) {
      const missing = new Set(block.absent);
      // an absent row is scored as a jet of zeros would be, and then forgotten
      const rows = missing.size === 0 ? block.values : block.values.map((x) => (Number.isNaN(x) ? 0 : x)); // prettier-ignore
      const found = scores(model, transform.apply(rows), features.length, config.dtype);
      for (const row of missing) found[row] = NaN;
      onBlock?.(found);
      kept.push(missing.size === 0 ? found : found.filter((_, row) => !missing.has(row)));
      absent += missing.size;
    }
    return { scores: joined(kept), absent };
  });
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
