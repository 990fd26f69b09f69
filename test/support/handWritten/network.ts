import type { Backend, Layer } from './backend.js';

export interface Forward {
  /** inputs of each layer, and the output last */
  readonly h: number[][];
  /** whether each unit of each layer is on */
  readonly on: boolean[][];
}

export function forward(backend: Backend, layers: readonly Layer[], x: readonly number[]): Forward {
  const h = [[...x]];
  const on: boolean[][] = [];
  layers.forEach(({ weight, bias }, l) => {
    const input = h[l];
    const turned = backend.is('weight transposed') && weight.length === input.length;
    const rows = turned ? weight.map((_, i) => weight.map((row) => row[i])) : weight;
    const pre = rows.map((row, i) =>
      backend.sums.dot(row, input, backend.is('bias forgotten') && l === 0 ? 0 : bias[i]),
    );
    const linear = l === backend.config.network.hidden.length || l === layers.length - 1;
    on.push(pre.map((p) => linear || p > 0));
    h.push(
      pre.map((p, i) => (on[l][i] ? p : backend.is('ReLU leaks') ? backend.sums.mul(p, 0.25) : 0)),
    );
  });
  return { h, on };
}

export function residual(backend: Backend, x: readonly number[], { h }: Forward): number[] {
  const out = h[h.length - 1];
  return x.map((xj, j) => backend.sums.round(xj - out[j]));
}

export function energyOf(backend: Backend, layers: readonly Layer[], x: readonly number[]): number {
  const r = residual(backend, x, forward(backend, layers, x));
  const total = backend.sums.dot(r, r);
  return backend.is('energy summed') ? total : backend.sums.round(total / x.length);
}

/** Wᵀ(m ∘ h̄) down the layers; h̄ at the input of each layer, last the output's. */
export function backward(
  backend: Backend,
  layers: readonly Layer[],
  { on }: Forward,
  atOutput: readonly number[],
): number[][] {
  const bars: number[][] = [[...atOutput]];
  for (let l = layers.length - 1; l >= 0; l--) {
    const masked = bars[0].map((g, i) => (on[l][i] ? g : 0));
    const { weight } = layers[l];
    bars.unshift(
      weight[0].map((_, j) =>
        backend.sums.dot(
          masked,
          weight.map((row) => row[j]),
        ),
      ),
    );
  }
  return bars;
}

/** ∇E(x) = (2/D) (r − Jᵀ r), clipped */
export function driftAt(
  backend: Backend,
  layers: readonly Layer[],
  x: readonly number[],
): number[] {
  const pass = forward(backend, layers, x);
  const r = residual(backend, x, pass).map((e) => backend.sums.mul(e, 2 / x.length));
  const [atInput] = backward(backend, layers, pass, r);
  const g = backend.is('gradient without the identity')
    ? atInput.map((b) => -b)
    : r.map((e, j) => backend.sums.round(e - atInput[j]));
  return g;
}
