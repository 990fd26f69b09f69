import { WorkerPool } from '../../lib/parallel/index.js';
import { orDash, ratio, show, table } from '../support/table.js';
import { measure } from '../support/timing.js';
import { checkedExecutor, stepCase } from './cases.js';
import { peer } from './peer.js';

/** The largest batch whose transport POT solves in reasonable time. */
const LARGEST_FOR_POT = 4096;

/** Whole training steps, transport and Adam included. */
export async function step(): Promise<void> {
  const row = table(
    'training step',
    '1 thread, ms',
    '2 threads, ms',
    'PyTorch + POT, ms',
    'ratio, 1',
    'ratio, 2',
  );
  const pool = new WorkerPool(2);
  for (const dtype of ['float64', 'float32'] as const) {
    for (const model of ['ae', 'nae', 'wnae'] as const) {
      for (const batch of [256, 1024, 4096]) {
        if (dtype === 'float32' && batch > 256) continue;
        const one = stepCase(model, { batch, dtype });
        const iterations = Math.max(5, Math.round((model === 'wnae' ? 100 : 400) * (256 / batch)));
        const [alone, shared] = [checkedExecutor(one), checkedExecutor(one, pool)];
        const first = await measure(() => one.run(alone), { iterations });
        const second = await measure(() => one.run(shared), { iterations });
        const repeats = model === 'wnae' && batch > 1024 ? 3 : Math.max(10, 60 * (256 / batch));
        const torch =
          batch > LARGEST_FOR_POT
            ? null
            : peer({ what: 'step', model, batch, dtype, repeats: Math.round(repeats) });
        row(`${model} ${batch} ${dtype}`, show(first), show(second), orDash(torch, show),
          ratio(torch, first), ratio(torch, second)); // prettier-ignore
      }
    }
  }
  await pool.close();
}
