import {
  countedLoop, f64, f64x2, i32, ifThen, Kernels, ModuleBuilder, set, v128,
  type HostMemory, type HostModule, type MemoryLimits,
} from '../wasm/index.js'; // prettier-ignore
import type { RunChunk, WorkerPool } from '../parallel/index.js';
import type { PointProblem } from './problem.js';
import { CHUNK, sharesWork } from './sharedWork.js';

/**
 * The c-transform between points, u_i = min_j (c(x_i, y_j) - v_j), as a kernel of its own: what
 * `cTransform` computes for the certificate, two columns to a vector. It is written apart from the
 * solvers' kernels, which it has to hold to account. Tests compare it with the plain loops bit by bit.
 */
interface Kernel {
  /**
   * u of `rows` points from x on; d coordinates y [d, width / 8] and v [width / 8], all at byte addresses.
   * `width` is a multiple of 64 bytes, and v is -Infinity where there is no point.
   */
  pointTransform(
    x: number, rows: number, y: number, v: number, width: number,
    dimension: number, euclidean: number, out: number,
  ): void; // prettier-ignore
}

const VECTORS = 4;
const TILE_BYTES = 16 * VECTORS;

export function emitPointTransform(limits: MemoryLimits): ModuleBuilder {
  const module = new ModuleBuilder({ memory: { import: ['env', 'memory'], ...limits } });
  const transform = module.function('pointTransform', {
    x: 'i32', rows: 'i32', y: 'i32', v: 'i32', width: 'i32',
    dimension: 'i32', euclidean: 'i32', out: 'i32',
  }); // prettier-ignore
  const { x, rows, y, v, width, dimension, euclidean, out } = transform.parameters;
  const outEnd = transform.local('i32', 'outEnd');
  const xEnd = transform.local('i32', 'xEnd');
  const xk = transform.local('i32', 'xk');
  const yk = transform.local('i32', 'yk');
  const at = transform.local('i32', 'at');
  const coordinate = transform.local('v128', 'coordinate');
  const t = transform.local('v128', 't');
  const tile = [...Array(VECTORS).keys()];
  const sums = tile.map((k) => transform.local('v128', `sum${k}`));
  const least = tile.map((k) => transform.local('v128', `least${k}`));
  const lowest = transform.local('v128', 'lowest');
  transform.body(
    set(outEnd, i32.add(out, i32.shl(rows, 3))),
    countedLoop(out, { from: out, to: outEnd, step: 8 }, [
      set(xEnd, i32.add(x, i32.shl(dimension, 3))),
      least.map((one) => set(one, f64x2.const(Infinity, Infinity))),
      countedLoop(at, { from: 0, to: width, step: TILE_BYTES }, [
        sums.map((sum) => set(sum, f64x2.const(0, 0))),
        set(yk, i32.add(y, at)),
        countedLoop(xk, { from: x, to: xEnd, step: 8 }, [
          set(coordinate, v128.load64_splat(xk)),
          tile.map((k) => [
            set(t, f64x2.sub(coordinate, f64x2.load(yk, 16 * k))),
            set(sums[k], f64x2.add(sums[k], f64x2.mul(t, t))),
          ]),
          set(yk, i32.add(yk, width)),
        ]),
        ifThen(
          euclidean,
          sums.map((sum) => set(sum, f64x2.sqrt(sum))),
        ),
        tile.map((k) =>
          set(
            least[k],
            f64x2.pmin(least[k], f64x2.sub(sums[k], f64x2.load(i32.add(v, at), 16 * k))),
          ),
        ),
      ]),
      set(lowest, f64x2.pmin(f64x2.pmin(least[0], least[1]), f64x2.pmin(least[2], least[3]))),
      f64.store(out, f64.min(f64x2.extract_lane(lowest, 0), f64x2.extract_lane(lowest, 1))),
      set(x, xEnd),
    ]),
  );
  return module;
}

const transformModule = new Kernels<Kernel>(emitPointTransform);

/** u of all points x, or null where the host has no WebAssembly with vectors. */
export function pointTransform(
  problem: PointProblem,
  v: Float64Array,
  pool?: WorkerPool,
): Float64Array | null {
  const isShared = sharesWork(pool, problem.x.length / problem.dimension, v.length);
  const places = placesOf(problem, isShared ? pool.workers : 1);
  if (isShared) {
    const shared = transformModule.openShared(places.size, pool);
    if (shared === null) return null;
    const { memory, module } = shared;
    const task = new URL('./pointTransform.js', import.meta.url);
    const session = pool.open(task, { create }, { memory, module, places });
    lay(problem, v, memory.buffer, places);
    session.run(0, Math.ceil(places.rows / CHUNK));
    session.close();
    return new Float64Array(memory.buffer, places.out, places.rows).slice();
  }
  const scratch = transformModule.open(places.size);
  if (scratch === null) return null;
  lay(problem, v, scratch.memory.buffer, places);
  transformRows(scratch.kernels, places, 0, places.rows, 0);
  return new Float64Array(scratch.memory.buffer, places.out, places.rows).slice();
}

interface TransformContext {
  readonly memory: HostMemory;
  readonly module: HostModule;
  readonly places: Places;
}

/** The same as a task for the threads of a pool: 64 points a chunk. */
export function create({ memory, module, places }: TransformContext, worker: number): RunChunk {
  const { kernels } = Kernels.on<Kernel>(memory, module);
  return (_job, chunk) => {
    const first = chunk * CHUNK;
    transformRows(kernels, places, first, Math.min(CHUNK, places.rows - first), worker);
  };
}

function transformRows(
  kernels: Kernel,
  places: Places,
  first: number,
  count: number,
  worker: number,
): void {
  const { x, width, dimension, euclidean, out } = places;
  const { y, v } = columnsOf(places, worker);
  kernels.pointTransform(
    x + 8 * first * dimension, count, y, v, width, dimension, euclidean, out + 8 * first,
  ); // prettier-ignore
}

/** Where things lie, in bytes. */
interface Places {
  rows: number;
  dimension: number;
  euclidean: number;
  width: number;
  workers: number;
  x: number;
  out: number;
  /** y and v, for each worker by itself: what two threads read at once comes slower */
  columns: number;
  size: number;
}

function placesOf({ x, y, dimension, metric }: PointProblem, workers: number): Places {
  const rows = x.length / dimension;
  const width = Math.ceil((8 * y.length) / dimension / TILE_BYTES) * TILE_BYTES;
  const out = Math.ceil(x.length / 2) * 16;
  const columns = Math.ceil((out + 8 * rows) / TILE_BYTES) * TILE_BYTES;
  const size = columns + workers * (dimension + 1) * width;
  const euclidean = metric === 'euclidean' ? 1 : 0;
  return { rows, dimension, euclidean, width, workers, x: 0, out, columns, size };
}

/** Where a worker's y [d, width / 8] and v [width / 8] lie. */
function columnsOf(
  { columns, dimension, width }: Places,
  worker: number,
): { y: number; v: number } {
  const y = columns + worker * (dimension + 1) * width;
  return { y, v: y + dimension * width };
}

function lay(
  { x, y, dimension }: PointProblem,
  v: Float64Array,
  buffer: ArrayBuffer | SharedArrayBuffer,
  places: Places,
): void {
  const columns = y.length / dimension;
  const padded = places.width / 8;
  new Float64Array(buffer, places.x, x.length).set(x);
  const [first, ...others] = Array.from({ length: places.workers }, (_, worker) => {
    const at = columnsOf(places, worker);
    return new Float64Array(buffer, at.y, (dimension + 1) * padded);
  });
  for (let k = 0; k < dimension; k++) {
    for (let j = 0; j < columns; j++) first[k * padded + j] = y[j * dimension + k];
  }
  first.set(v, dimension * padded);
  first.fill(-Infinity, dimension * padded + columns);
  for (const copy of others) copy.set(first);
}
