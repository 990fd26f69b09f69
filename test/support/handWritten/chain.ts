import type { Backend, Layer, Rows } from './backend.js';
import { driftAt } from './network.js';

export function ratesOf(backend: Backend): { drift: number; sigma: (i: number) => number } {
  const { stepSize, noise, temperature, annealNoise } = backend.config.sampler;
  const sigma = noise ?? Math.sqrt(2 * (stepSize as number));
  const lambda = (stepSize ?? (sigma * sigma) / 2) * (backend.is('λ doubled') ? 2 : 1);
  const round = backend.sums.round;
  return {
    drift:
      round(backend.is('λ without 1/T') ? lambda : lambda / temperature) *
      (backend.is('drift uphill') ? -1 : 1),
    sigma: (i) => {
      const s = annealNoise ? sigma / Math.max(1, i) : sigma;
      return backend.is('noise forgotten')
        ? 0
        : round(backend.is('noise scaled twice') ? s * s : s);
    },
  };
}

/** y before the box */
export function proposal(
  backend: Backend,
  x: readonly number[],
  g: readonly number[],
  xi: readonly number[],
  i: number,
): number[] {
  const { drift, sigma } = ratesOf(backend);
  return x.map((xj, j) =>
    backend.sums.sum([xj, -backend.sums.mul(drift, g[j]), backend.sums.mul(sigma(i), xi[j])]),
  );
}

export function confine(backend: Backend, y: readonly number[]): number[] {
  const { box } = backend.config.sampler;
  if (box === null || backend.is('no clamp')) return [...y];
  const [low, high] = backend.is('clamp at the wrong face') ? [-box[1], box[1] / 2] : box;
  return y.map((c) => Math.min(Math.max(c, backend.sums.round(low)), backend.sums.round(high)));
}

export function runChain(
  backend: Backend,
  layers: readonly Layer[],
  start: Rows,
  noise: readonly Rows[],
) {
  const chain: number[][][] = [start.map((x) => [...x])];
  const drift: number[][][] = [];
  noise.forEach((_, i) => {
    const xi = noise[backend.is('stale noise') ? Math.max(i - 1, 0) : i];
    const g = chain[i].map((x) => driftAt(backend, layers, x));
    drift.push(g);
    chain.push(chain[i].map((x, b) => confine(backend, proposal(backend, x, g[b], xi[b], i))));
  });
  return { chain, drift };
}
