import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSafetensors, toFloat64 } from '../../lib/io/index.js';
import { tensor, type DenseTensor, type Tensor } from '../../lib/tensor/index.js';
import { namedLeaves } from '../../lib/autodiff/index.js';
import type { Autoencoder } from '../../algorithms/index.js';

const folder = join(import.meta.dirname, '../../../test/fixtures');

/** The numbers an independent implementation left in a safetensors file under test/fixtures. */
export class Fixture {
  private readonly file;

  constructor(path: string) {
    this.file = readSafetensors(readFileSync(join(folder, path)));
  }

  tensor(name: string): DenseTensor {
    const stored = this.file.tensors[name];
    if (stored === undefined) throw new Error(`fixture: no tensor ${name}`);
    return tensor(toFloat64(stored), stored.shape);
  }

  /** A metadata value, parsed. */
  json<T>(key: string): T {
    return JSON.parse(this.file.metadata[key]) as T;
  }

  /** The weights stored as `{prefix}encoder.0.weight`, …. */
  model(prefix: string): Autoencoder {
    const layers = (part: string): { weight: Tensor; bias: Tensor }[] =>
      [0, 1, 2].map((i) => ({
        weight: this.tensor(`${prefix}${part}.${i}.weight`),
        bias: this.tensor(`${prefix}${part}.${i}.bias`),
      }));
    return { encoder: layers('encoder'), decoder: layers('decoder') };
  }
}

/** max |a − b| / max |b| over the elements of two tensors. */
export function relativeError(a: Tensor, b: Tensor): number {
  let difference = 0;
  let scale = 0;
  for (let i = 0; i < b.size; i++) {
    difference = Math.max(difference, Math.abs(a.data[i] - b.data[i]));
    scale = Math.max(scale, Math.abs(b.data[i]));
  }
  return difference === 0 ? 0 : difference / scale;
}

/** The largest relative error of a leaf, with the leaf's name. */
export function worstLeaf(a: unknown, b: unknown): { name: string; error: number } {
  const expected = namedLeaves(b);
  return namedLeaves(a)
    .map(([name, x], k) => ({ name, error: relativeError(x, expected[k][1]) }))
    .reduce((worst, leaf) => (leaf.error > worst.error ? leaf : worst));
}
