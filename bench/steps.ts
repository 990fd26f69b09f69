/**
 * Compiled training steps beside PyTorch + POT (one thread), where `/usr/bin/python3` has them. Medians ±
 * median absolute deviations; seeded. Every case is first held against the plain executor: other bits
 * fail the run, no time does.
 *
 * `PARTS=chain,step,scoring,growth npm run bench steps` chooses parts, all of these if left out. `growth`
 * also draws docs/performance.svg.
 */
import { cpus } from 'node:os';
import { chain } from './steps/chain.js';
import { growth } from './steps/growth.js';
import { scoring } from './steps/scoring.js';
import { step } from './steps/step.js';

const parts: Record<string, () => Promise<void>> = { chain, step, scoring, growth };
const wanted = process.env.PARTS?.split(',') ?? Object.keys(parts);
const unknown = wanted.find((part) => !Object.hasOwn(parts, part));
if (unknown !== undefined) {
  throw new Error(
    `steps: expected PARTS to name ${Object.keys(parts).join(', ')}, got '${unknown}'`,
  );
}
console.log(`Node.js ${process.version} on ${cpus().length} × ${cpus()[0].model}`);
console.log('Network 8-10-10-6-10-10-8, 10 Langevin steps; PyTorch and POT on one thread.');
for (const part of wanted) {
  console.log(`\n## ${part}\n`);
  await parts[part]();
}
