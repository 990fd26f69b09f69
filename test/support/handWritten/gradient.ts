import type { Backend, Layer, Rows } from './backend.js';
import { proposal, ratesOf } from './chain.js';
import { GradientTerms } from './gradientTerms.js';
import { energyWeights } from './loss.js';
import { backward, driftAt, forward, residual } from './network.js';
import { transportPull } from './transport.js';

export function gradientOf(
  backend: Backend,
  layers: readonly Layer[],
  batch: Rows,
  chain: readonly Rows[],
  noise: readonly Rows[],
  positive: readonly number[],
  negative: readonly number[],
  plan: Rows | null,
): { grad: Layer[]; cotangent: Rows[] } {
  const { model, loss } = backend.config;
  const terms = new GradientTerms(layers);
  const { sums } = backend;
  const n = batch.length;
  const end = chain.at(-1) ?? [];
  const left = backend.is('one sample left out of the gradient') ? n - 1 : n;
  let deltas: number[][] = end.map((x) => x.map(() => 0));
  if (model !== 'wnae') {
    const { plus, minus } = energyWeights(backend, positive, negative);
    batch.slice(0, left).forEach((x) => energyTerms(backend, layers, x, plus, terms));
    if (model === 'nae')
      end.forEach((x, b) => {
        const weight = minus(negative[b]);
        energyTerms(backend, layers, x, weight, terms);
        deltas[b] = driftAt(backend, layers, x).map((g) => sums.mul(weight, g));
      });
  } else deltas = end.map((y, j) => transportPull(backend, y, j, batch, plan as Rows));
  const cotangent: Rows[] = [];
  if (model === 'wnae' || (model === 'nae' && !loss.detachNegatives)) {
    for (let i = noise.length - 1; i >= 0; i--) {
      cotangent.unshift(deltas);
      const skipped =
        (backend.is('chain not differentiated') && i < noise.length - 1) ||
        (backend.is('last step of the chain not differentiated') && i === noise.length - 1);
      deltas = deltas.map((delta, b) =>
        backStep(backend, layers, chain[i][b], noise[i][b], delta, i, terms, !skipped && b < left),
      );
    }
  }
  return {
    grad: terms.total(sums, backend.is('bias gradient averaged over steps') ? 1 / noise.length : 1),
    cotangent,
  };
}

/** Adds the terms of weight · ∂E(x)/∂θ. */
function energyTerms(
  backend: Backend,
  layers: readonly Layer[],
  x: readonly number[],
  weight: number,
  terms: GradientTerms,
): void {
  const pass = forward(backend, layers, x);
  const scale = backend.sums.round((-2 / x.length) * weight);
  const bars = backward(
    backend,
    layers,
    pass,
    residual(backend, x, pass).map((r) => backend.sums.mul(scale, r)),
  );
  collect(backend, terms, pass.on, bars, pass.h);
  collectBias(terms, pass.on, bars);
}

function collect(
  backend: Backend,
  terms: GradientTerms,
  on: readonly boolean[][],
  bars: Rows,
  inputs: Rows,
  allOn = false,
): void {
  on.forEach((units, l) =>
    bars[l + 1].forEach((bar, i) => {
      if (units[i] || allOn)
        inputs[l].forEach((h, j) => terms.weight[l][i][j].push(backend.sums.mul(bar, h)));
    }),
  );
}

function collectBias(terms: GradientTerms, on: readonly boolean[][], bars: Rows): void {
  on.forEach((units, l) =>
    bars[l + 1].forEach((bar, i) => {
      if (units[i]) terms.bias[l][i].push(bar);
    }),
  );
}

/**
 * δ_i = δ − ∂/∂x ⟨∇E(x), c⟩ with c = (λ/T) m∘δ, and the terms of −∂/∂θ ⟨∇E(x), c⟩. With r = x − net(x) and
 * ṙ = c − J c it is ⟨∇E, c⟩ = (2/D) ⟨r, ṙ⟩; r̄ = (2/D) ṙ and ṙ̄ = (2/D) r go back through the layers.
 */
function backStep(
  backend: Backend,
  layers: readonly Layer[],
  x: readonly number[],
  xi: readonly number[],
  delta: readonly number[],
  i: number,
  terms: GradientTerms,
  counted: boolean,
): number[] {
  const { sums } = backend;
  const { box } = backend.config.sampler;
  const y = proposal(backend, x, driftAt(backend, layers, x), xi, i);
  const free = y.map(
    (c) =>
      backend.is('mask of the clamp forgotten') || box === null || (c >= box[0] && c <= box[1]),
  );
  const masked = delta.map((d, j) => (free[j] ? d : 0));
  const c = masked.map((d) => sums.mul(-ratesOf(backend).drift, d));
  const pass = forward(backend, layers, x);
  const allOn = backend.is('mask of ReLU forgotten in the second derivative');
  const tangents = [c];
  layers.forEach(({ weight }, l) => {
    const pre = weight.map((row) => sums.dot(row, tangents[l]));
    tangents.push(pre.map((p, u) => (pass.on[l][u] || allOn ? p : 0)));
  });
  const last = tangents[tangents.length - 1];
  const scale = 2 / x.length;
  const rDot = c.map((cj, j) => sums.mul(scale, sums.round(cj - last[j])));
  const r = residual(backend, x, pass).map((e) => sums.mul(scale, e));
  const bars = backward(
    backend,
    layers,
    pass,
    rDot.map((e) => -e),
  );
  const dotBars = backward(
    backend,
    layers,
    pass,
    r.map((e) => -e),
  );
  if (counted) {
    collect(backend, terms, pass.on, bars, pass.h);
    collectBias(terms, pass.on, bars);
    collect(backend, terms, pass.on, dotBars, tangents);
  }
  // masked is the derivative by the state itself, rDot + bars[0] that through ∇E
  return x.map((_, j) => sums.sum([masked[j], rDot[j], bars[0][j]]));
}
