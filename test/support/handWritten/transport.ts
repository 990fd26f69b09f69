import { emd } from '../../../lib/transport/index.js';
import type { Backend, Rows } from './backend.js';

export function pairCost(
  backend: Backend,
  x: readonly number[],
  y: readonly number[],
  metric: string,
): number {
  const d = x.map((xj, j) => backend.sums.round(xj - y[j]));
  const squares = backend.sums.dot(d, d);
  return metric === 'sqeuclidean' ? squares : backend.sums.round(Math.sqrt(squares));
}

export function planBetween(backend: Backend, batch: Rows, end: Rows): number[][] {
  const n = batch.length;
  const { cost } = backend.config.loss;
  const other = cost === 'sqeuclidean' ? 'euclidean' : 'sqeuclidean';
  const metric = backend.is('plan of the other metric') ? other : cost;
  const costs = Float64Array.from(
    batch.flatMap((x) => end.map((y) => pairCost(backend, x, y, metric))),
  );
  const { plan } = emd({ costs, rows: n, columns: n });
  const dense = batch.map(() => new Array<number>(n).fill(0));
  plan.mass.forEach((mass, k) => {
    const [i, j] = [plan.row[k], plan.column[k]];
    if (backend.is('plan transposed')) dense[j][i] += backend.sums.round(mass);
    else dense[i][j] += backend.sums.round(mass);
  });
  return dense;
}

export function costOf(backend: Backend, plan: Rows, batch: Rows, end: Rows): number {
  const { cost } = backend.config.loss;
  const other = cost === 'sqeuclidean' ? 'euclidean' : 'sqeuclidean';
  const metric = backend.is('cost of the other metric') ? other : cost;
  const terms: number[] = [];
  plan.forEach((row, i) =>
    row.forEach((mass, j) => {
      if (mass !== 0)
        terms.push(backend.sums.mul(mass, pairCost(backend, batch[i], end[j], metric)));
    }),
  );
  return backend.sums.round(backend.sums.sum(terms) * (backend.is('cost halved') ? 0.5 : 1));
}

/** dW/dx′_j of Σ π c with π held fixed. */
export function transportPull(
  backend: Backend,
  y: readonly number[],
  j: number,
  batch: Rows,
  plan: Rows,
): number[] {
  const { cost } = backend.config.loss;
  const { sums } = backend;
  const parts = batch.map((x, i) => {
    const mass = plan[i][j];
    if (mass === 0) return null;
    const d = y.map((yk, k) => sums.round(yk - x[k]));
    if (cost === 'sqeuclidean') return d.map((e) => sums.mul(2 * mass, e));
    const norm = sums.round(Math.sqrt(sums.dot(d, d)));
    return norm === 0 ? null : d.map((e) => sums.mul(mass, sums.round(e / norm)));
  });
  return y.map((_, k) => sums.sum(parts.flatMap((part) => (part === null ? [] : [part[k]]))));
}
