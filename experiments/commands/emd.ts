import { Option } from 'commander';
import { WorkerPool } from '../../lib/parallel/index.js';
import {
  emd,
  PARALLEL_ENTRIES,
  sizeOf,
  type Metric,
  type Transport,
  type TransportProblem,
} from '../../lib/transport/index.js';
import { workerCount } from '../terminal/optionParsers.js';
import { ProgressLines } from '../terminal/progress.js';
import { showDuration } from '../terminal/durations.js';
import { readMatrix, readVector } from '../jets/matrixFiles.js';
import { act, type Register } from '../terminal/outcome.js';

interface Options {
  readonly a?: string;
  readonly b?: string;
  readonly metric: Metric;
  readonly cost?: string;
  readonly workers?: number;
}

export const registerEmd: Register = (program, finish) => {
  const command = program
    .command('emd')
    .description('The exact optimal transport cost between two weighted clouds of points.')
    .argument('[x]', 'points, one a row')
    .argument('[y]', 'points, one a row')
    .option('--a <file>', 'masses of the points of x; default: 1/n each')
    .option('--b <file>', 'masses of the points of y; default: 1/m each')
    .addOption(
      new Option('--metric <name>', 'cost of a unit of mass')
        .choices(['sqeuclidean', 'euclidean'])
        .default('sqeuclidean'),
    )
    .option('--cost <file>', 'a matrix of costs, in place of x and y')
    .option(
      '--workers <n>',
      "threads for 4096 points and more; default: the machine's processors",
      workerCount,
    )
    .addHelpText(
      'after',
      `
Files are .npy, .npz, .csv or .safetensors.

Examples:
  wnae emd data.npy samples.npy
  wnae emd --cost C.npy --a a.npy --b b.npy --json`,
    );
  act(command, finish, (options: Options, x?: string, y?: string) => {
    const problem = readProblem(options, x, y);
    const began = performance.now();
    const transport = solve(problem, options.workers);
    const seconds = (performance.now() - began) / 1000;
    return {
      json: toJson(transport, problem, seconds),
      text: describe(transport, problem, seconds),
    };
  });
};

/** Tells where it stands when it takes more than two seconds. */
function solve(problem: TransportProblem, workers?: number): Transport {
  const [rows, columns] = sizeOf(problem);
  const pool = rows * columns >= PARALLEL_ENTRIES ? new WorkerPool(workers) : undefined;
  const lines = new ProgressLines(process.stderr, undefined, 2);
  const began = performance.now();
  return emd(problem, {
    pool,
    onProgress: ({ stage, share, pivots }) => {
      const seconds = (performance.now() - began) / 1000;
      if (seconds < 2) return;
      const parts = [
        share === undefined ? stage : `${stage} ${Math.floor(100 * share)} %`,
        pivots === undefined ? '' : `${pivots} pivots`,
        showDuration(seconds),
      ];
      lines.update('emd', parts.filter((part) => part !== '').join('  '));
    },
  });
}

function readProblem(options: Options, x?: string, y?: string): TransportProblem {
  const marginals = {
    ...(options.a === undefined ? {} : { a: readVector(options.a) }),
    ...(options.b === undefined ? {} : { b: readVector(options.b) }),
  };
  if (options.cost !== undefined) {
    if (x !== undefined) throw new TypeError('emd: expected either points or --cost, got both');
    const { values, rows, columns } = readMatrix(options.cost, { infinite: true });
    return { costs: values, rows, columns, ...marginals };
  }
  if (x === undefined || y === undefined) {
    throw new TypeError('emd: expected two files of points, or --cost with a matrix');
  }
  const from = readMatrix(x);
  const to = readMatrix(y, { columns: from.columns, because: `as ${x} has` });
  const { metric } = options;
  return { x: from.values, y: to.values, dimension: from.columns, metric, ...marginals };
}

function toJson(transport: Transport, problem: TransportProblem, seconds: number): unknown {
  const { plan, u: _u, v: _v, vLow: _vLow, ...figures } = transport;
  const [rows, columns] = sizeOf(problem);
  const metric = 'metric' in problem ? problem.metric : null;
  return { metric, rows, columns, arcs: plan.mass.length, ...figures, seconds };
}

function describe(transport: Transport, problem: TransportProblem, seconds: number): string {
  const { cost, lowerBound, gap, primalResidual, dualResidual, pivots, plan } = transport;
  const [rows, columns] = sizeOf(problem);
  const metric = 'metric' in problem ? `, ${problem.metric}` : '';
  return [
    `cost         ${cost}   (${rows} × ${columns}${metric})`,
    `certificate  no plan costs less than ${lowerBound}; gap ${size(gap)}`,
    `             primal residual ${size(primalResidual)}, dual residual ${size(dualResidual)}`,
    `plan         ${plan.mass.length} arcs, found with ${pivots} pivots in ${showDuration(seconds)}`,
  ].join('\n');
}

/** An order of magnitude: `1.1e-16`, or 0. */
function size(value: number): string {
  return value === 0 ? '0' : value.toExponential(1);
}
