/**
 * Exact transport beside POT's network simplex (`ot.dist` and `ot.emd`, one thread) in the same run, where
 * `/usr/bin/python3` has it. Medians ± median absolute deviations; seeded. A cost that is not the other
 * solver's, a gap too wide or bits that depend on the threads fail the run; no time does.
 *
 * `PARTS=uniform,warm,weighted,hard,rounding,scaling,workers npm run bench transport` chooses parts, all of these if
 * left out. `large` and `large-euclidean` (8192 and 16384 beside POT: five minutes and 11 GB each) run only
 * when named.
 */
import { cpus } from 'node:os';
import { general, uniform } from './transport/besidePot.js';
import { hard } from './transport/hard.js';
import { rounding } from './transport/rounding.js';
import { scaling } from './transport/scaling.js';
import { warm } from './transport/warm.js';
import { workers } from './transport/workers.js';

const parts: Record<string, () => void | Promise<void>> = {
  uniform: () => uniform(['sqeuclidean', 'euclidean'], [64, 128, 256, 512, 1024, 2048, 4096]),
  large: () => uniform(['sqeuclidean'], [8192, 16384]),
  'large-euclidean': () => uniform(['euclidean'], [8192, 16384]),
  warm,
  weighted: general,
  hard,
  rounding,
  scaling,
  workers,
};

const wanted =
  process.env.PARTS?.split(',') ?? Object.keys(parts).filter((part) => !part.startsWith('large'));
const unknown = wanted.find((part) => !Object.hasOwn(parts, part));
if (unknown !== undefined) {
  throw new Error(
    `transport: expected PARTS to name ${Object.keys(parts).join(', ')}, got '${unknown}'`,
  );
}
console.log(`Node.js ${process.version} on ${cpus().length} × ${cpus()[0].model}`);
console.log(
  'Ours: emd from points or matrix to certified plan, validation and certificate included.',
);
console.log('POT: ot.dist and ot.emd together, without a proof. One thread each unless said.');
for (const part of wanted) {
  console.log(`\n## ${part}\n`);
  await parts[part]();
}
