import { defaultConfig, initAutoencoder, scores } from '../../algorithms/index.js';
import { compiled, plain } from '../../lib/compile/index.js';
import { WorkerPool } from '../../lib/parallel/index.js';
import { key, normal } from '../../lib/random/index.js';
import { table } from '../support/table.js';
import { measure } from '../support/timing.js';
import { FEATURES } from './cases.js';
import { peer } from './peer.js';

const JETS = 1_000_000;

/** Anomaly scores of a million jets; PyTorch at its best batch size. */
export async function scoring(): Promise<void> {
  const row = table(
    'scoring, million jets/s',
    '1 thread',
    '2 threads',
    'PyTorch',
    'at batch',
    'ratio, 1',
    'ratio, 2',
  );
  const drawn = normal(key(1), JETS * FEATURES);
  const pool = new WorkerPool(2);
  const rate = (milliseconds: number): number => JETS / 1000 / milliseconds;
  const shown = (value: number): string => value.toFixed(1);
  for (const dtype of ['float64', 'float32'] as const) {
    const model = initAutoencoder(key(0), FEATURES, defaultConfig('wnae').network, dtype);
    const jets = dtype === 'float64' ? drawn : Float32Array.from(drawn);
    const few = jets.subarray(0, 10_000 * FEATURES);
    const expected = scores(model, few, FEATURES, dtype, plain);
    const rates = [];
    for (const executor of [compiled(), compiled({ pool })]) {
      const actual = scores(model, few, FEATURES, dtype, executor);
      if (actual.some((score, k) => !Object.is(score, expected[k]))) {
        throw new Error('scoring: the scores differ between plain and compiled');
      }
      const timing = await measure(() => void scores(model, jets, FEATURES, dtype, executor), {
        iterations: 10,
      });
      rates.push(rate(timing.median));
    }
    const [one, two] = rates;
    const torch = [256, 1024, 4096, 16384, 65536]
      .map((batch) => ({ batch, timing: peer({ what: 'score', batch, dtype, repeats: 5 }) }))
      .flatMap(({ batch, timing }) =>
        timing === null ? [] : [{ batch, rate: rate(timing.median) }],
      )
      .sort((a, b) => b.rate - a.rate)[0];
    const beside = torch === undefined ? ['–', '–', '–', '–']
      : [shown(torch.rate), String(torch.batch), (one / torch.rate).toFixed(2), (two / torch.rate).toFixed(2)]; // prettier-ignore
    row(dtype, shown(one), shown(two), ...beside);
  }
  await pool.close();
}
