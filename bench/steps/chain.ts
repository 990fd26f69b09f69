import { orDash, ratio, show, table } from '../support/table.js';
import { measure } from '../support/timing.js';
import { chainCase, checkedExecutor } from './cases.js';
import { peer } from './peer.js';

/** The chain and the backward pass through it to all weights, on one thread. */
export async function chain(): Promise<void> {
  const row = table('chain + backward, batch 256', 'ours, ms', 'PyTorch, ms', 'ratio');
  for (const dtype of ['float64', 'float32'] as const) {
    const one = chainCase({ batch: 256, dtype });
    const executor = checkedExecutor(one);
    const ours = await measure(() => one.run(executor), { iterations: 300 });
    const torch = peer({ what: 'chain', batch: 256, dtype, repeats: 60 });
    row(dtype, show(ours), orDash(torch, show), ratio(torch, ours));
  }
}
