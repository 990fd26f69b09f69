import { emd, type TransportProblem } from '../../transport/index.js';
import { arange } from '../create.js';
import { allocate, type Floats } from '../dtype.js';
import { showShape, sizeOf, type Shape } from '../shape.js';
import { packedTransportSize, problemAxes, transportBatch } from '../shapeRules.js';
import { DenseTensor, type Tensor } from '../tensor.js';
import { broadcastData } from './elementwise.js';

/** Solves in binary64 whatever the element type, between points. */
export function transportOfPoints(
  operands: readonly Tensor[],
  metric: 'sqeuclidean' | 'euclidean',
): Floats {
  const [points] = operands;
  const dimension = points.shape[points.rank - 1];
  return solveEach(operands, ([x, y, a, b]) => ({ x, y, dimension, metric, a, b }));
}

/** As `transportOfPoints`, from matrices of costs. */
export function transportOfCosts(operands: readonly Tensor[]): Floats {
  const [rows, columns] = operands[0].shape.slice(-2);
  return solveEach(operands, ([costs, a, b]) => ({ costs, rows, columns, a, b }));
}

/**
 * The problems of a batch one by one, in row-major order, each as
 * [rows | columns | masses | u | v]; unused entries of the support are (0, 0) with mass 0.
 * An error names the problem it is of.
 */
function solveEach(
  operands: readonly Tensor[],
  problemOf: (parts: Float64Array[]) => TransportProblem,
): Floats {
  const batch = transportBatch(operands);
  const [n, m] = operands.slice(-2).map(({ shape }) => shape[shape.length - 1]);
  const support = n + m - 1;
  const size = packedTransportSize(n, m);
  const out = allocate(operands[0].dtype, sizeOf(batch) * size);
  const parts = operands.map((operand, k) => partOf(operand, problemAxes(operands, k), batch));
  for (let problem = 0; problem < sizeOf(batch); problem++) {
    const { plan, u, v } = located(problem, batch, () =>
      emd(problemOf(parts.map((part) => part(problem)))),
    );
    const start = problem * size;
    out.set(plan.row, start);
    out.set(plan.column, start + support);
    out.set(plan.mass, start + 2 * support);
    out.set(u, start + 3 * support);
    out.set(v, start + 3 * support + n);
  }
  return out;
}

/** What an operand holds for each problem of the batch; `own` are the problems it has values for. */
function partOf(operand: Tensor, own: Shape, batch: Shape): (problem: number) => Float64Array {
  if (own.length === 0) return () => new Float64Array(operand.data);
  const numbers = new DenseTensor(arange(sizeOf(own)).data, own);
  const repeated = broadcastData(numbers, batch);
  const size = sizeOf(operand.shape.slice(own.length));
  return (problem) => {
    const start = repeated[problem] * size;
    return new Float64Array(operand.data.subarray(start, start + size));
  };
}

/** Runs `solve`; its error says in which problem of a batch, counted from 0 along each of its axes. */
function located<T>(problem: number, batch: Shape, solve: () => T): T {
  try {
    return solve();
  } catch (error) {
    if (batch.length === 0 || !(error instanceof Error)) throw error;
    const place = batch.map((extent, axis) => {
      const inner = sizeOf(batch.slice(axis + 1));
      return Math.floor(problem / inner) % extent;
    });
    const where = `emd: in problem ${showShape(place)} of the batch ${showShape(batch)}, `;
    const message = where + error.message.replace(/^emd: /, '');
    const Kind = [RangeError, TypeError].find((kind) => error instanceof kind) ?? Error;
    throw new Kind(message, { cause: error });
  }
}
