import {
  bernoulli, bits, choice, fold, integers, key, normal, permutation, stream, uniform,
} from '../../lib/random/index.js'; // prettier-ignore
import type { Measurement } from './measurement.js';

/** Every kind of draw from one key. */
export function* draws(): Generator<Measurement> {
  const root = stream(key(0x123456789abcdefn), 'draws');
  const weights = uniform(fold(root, 0), 50);
  const kinds: Readonly<Record<string, ArrayLike<number>>> = {
    bits: bits(root, 1001, 3),
    uniform: uniform(root, 500, 7),
    normal: normal(root, 500, 7),
    bernoulli: bernoulli(root, 0.95, 500),
    integers: integers(root, 1000003, 500),
    permutation: permutation(root, 500),
    choice: choice(root, 50, 200, { weights }),
    'choice without replacement': choice(root, 50, 20, { weights, replace: false }),
  };
  for (const [name, numbers] of Object.entries(kinds)) yield { name: `random/${name}`, numbers };
}
