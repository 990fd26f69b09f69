import type { Autoencoder } from '../../algorithms/index.js';
import type { Mlp } from '../../lib/nn/index.js';

/** A number as one implementation computes it, and the most by which any may miss the exact one. */
interface Bounded {
  readonly value: number;
  readonly error: number;
}

/**
 * How far f(x), g(f(x)) and E(x) of a jet, computed with roundings of relative size `u`, lie at most
 * from the exact ones: for any order of every sum, with or without fused multiply-add. Two
 * implementations differ by at most twice that. Numbers are supposed not to underflow.
 *
 * A sum of n terms, each the product of up to m factors that are rounded, in any order: at most n − 1 + m
 * roundings touch a term, so the result is off by γ(n − 1 + m) Σ|terms|, γ(k) = ku/(1 − ku)
 * (Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition, sections 3.1 and 4.2).
 */
export function forwardBound(
  { encoder, decoder }: Autoencoder,
  x: readonly number[],
  u: number,
): { code: number[]; reconstruction: number[]; energy: number } {
  const γ = (k: number): number => (k * u) / (1 - k * u);
  /** the largest that any implementation may have got */
  const most = ({ value, error }: Bounded): number => Math.abs(value) + 2 * error;

  const layers = (mlp: Mlp, input: readonly Bounded[]): readonly Bounded[] =>
    mlp.reduce((h: readonly Bounded[], { weight, bias }, layer) => {
      const inputs = weight.shape[1];
      return Array.from(bias.data, (b, row) => {
        let value = b;
        let size = Math.abs(b);
        let inherited = 0;
        h.forEach((hk, k) => {
          const w = weight.data[row * inputs + k];
          value += w * hk.value;
          size += Math.abs(w) * most(hk);
          inherited += Math.abs(w) * hk.error;
        });
        const error = inherited + γ(inputs + 1) * size;
        // max(0, ·) brings no two numbers further apart
        return { value: layer < mlp.length - 1 ? Math.max(0, value) : value, error };
      });
    }, input);

  const code = layers(
    encoder,
    x.map((value) => ({ value, error: 0 })),
  );
  const reconstruction = layers(decoder, code);
  let squares = 0;
  let inherited = 0;
  reconstruction.forEach(({ value, error }, j) => {
    const d = { value: x[j] - value, error: error + u * (Math.abs(x[j] - value) + 2 * error) };
    squares += most(d) * most(d);
    inherited += (2 * Math.abs(d.value) + d.error) * d.error;
  });
  // a square is rounded, n − 1 sums, then a division or a product with a rounded 1/n
  const n = x.length;
  const energy = (inherited + γ(n + 2) * squares) / n;
  return {
    code: code.map(({ error }) => error),
    reconstruction: reconstruction.map(({ error }) => error),
    energy,
  };
}
