/**
 * Nanoseconds per call of lib/math, beside Math.* where it has the function: median ± median absolute
 * deviation over batches of 4096 arguments spread evenly over the range named.
 */
import { Bench } from 'tinybench';
import * as math from '../lib/math/index.js';

type F = (x: number) => number;
const BATCH = 4096;

/** Evenly spread, in an order without pattern: multiples of the golden ratio modulo 1. */
function spread(min: number, max: number): Float64Array {
  return Float64Array.from(
    { length: BATCH },
    (_, i) => min + (max - min) * ((i * 0.6180339887498949) % 1),
  );
}

const rows: readonly (readonly [string, F, number, number, F?])[] = [
  ['exp', math.exp, -10, 10, Math.exp],
  ['expm1', math.expm1, -4, 4, Math.expm1],
  ['log', math.log, 1e-9, 10, Math.log],
  ['log1p', math.log1p, 0, 4, Math.log1p],
  ['tanh', math.tanh, -4, 4, Math.tanh],
  ['sigmoid', math.sigmoid, -8, 8],
  ['softplus', math.softplus, -8, 8],
  ['logCosh', math.logCosh, -4, 4],
  ['sin', math.sin, -10, 10, Math.sin],
  ['cos', math.cos, -10, 10, Math.cos],
  ['sin, huge', math.sin, 1e15, 1e300, Math.sin],
  ['erf', math.erf, -4, 4],
  ['erfc', math.erfc, -4, 4],
  ['normalCdf', math.normalCdf, -4, 4],
  ['normalQuantile', math.normalQuantile, 1e-9, 1 - 1e-9],
  ['normalQuantile, tail', math.normalQuantile, 1e-12, 9.7e-4],
];

/** A loop of its own for each function, so that the call is inlined as in a real program. */
function batchOf(f: F, xs: Float64Array): () => number {
  const make = new Function(
    'f',
    'xs',
    'return () => { let s = 0; for (let i = 0; i < xs.length; i++) s += f(xs[i]); return s; }',
  );
  return make(f, xs) as () => number;
}

const bench = new Bench({ time: 300, warmupTime: 100 });
for (const [name, f, min, max, peer] of rows) {
  const xs = spread(min, max);
  bench.add(name, batchOf(f, xs));
  if (peer !== undefined) bench.add(`Math ${name}`, batchOf(peer, xs));
}
await bench.run();
const nanoseconds = (ms: number): string => ((ms * 1e6) / BATCH).toFixed(1);
const medians = new Map<string, number>();
for (const { name, result } of bench.tasks) {
  if (result.state === 'completed') medians.set(name, result.latency.p50);
}
console.log('function                 ns per call        Math.*      ratio');
for (const { name, result } of bench.tasks) {
  if (result.state !== 'completed' || name.startsWith('Math ')) continue;
  const { p50, mad } = result.latency;
  const peer = medians.get(`Math ${name}`);
  const beside =
    peer === undefined
      ? ''
      : `${nanoseconds(peer).padStart(8)}  ${(p50 / peer).toFixed(2).padStart(9)}`;
  const own = `${nanoseconds(p50).padStart(8)} ± ${nanoseconds(mad).padEnd(6)}`;
  console.log(`${name.padEnd(22)} ${own} ${beside}`.trimEnd());
}
