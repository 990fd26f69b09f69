import type { ShuffledSums } from '../shuffledSums.js';
import type { Layer } from './backend.js';

/** Every term of every sum of the gradient, to be added in any order. */
export class GradientTerms {
  readonly weight: number[][][][];
  readonly bias: number[][][];

  constructor(layers: readonly Layer[]) {
    this.weight = layers.map(({ weight }) => weight.map((row) => row.map(() => [])));
    this.bias = layers.map(({ bias }) => bias.map(() => []));
  }

  total(sums: ShuffledSums, biasScale: number): Layer[] {
    return this.weight.map((rows, l) => ({
      weight: rows.map((row) => row.map((terms) => sums.sum(terms))),
      bias: this.bias[l].map((terms) => sums.mul(sums.sum(terms), biasScale)),
    }));
  }
}
