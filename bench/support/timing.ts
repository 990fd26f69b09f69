import { Bench } from 'tinybench';

/** Median and median absolute deviation. */
export interface Timing {
  readonly median: number;
  readonly mad: number;
}

export function summary(values: readonly number[]): Timing {
  const middle = (list: readonly number[]): number => {
    const sorted = list.toSorted((p, q) => p - q);
    return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
  };
  const median = middle(values);
  return { median, mad: middle(values.map((t) => Math.abs(t - median))) };
}

/** Milliseconds of one call. */
export function timed<T>(work: () => T): [result: T, milliseconds: number] {
  const began = performance.now();
  const result = work();
  return [result, performance.now() - began];
}

/** Milliseconds of a call, after as many to warm up. */
export async function measure(
  work: () => void,
  { iterations }: { readonly iterations: number },
): Promise<Timing> {
  const bench = new Bench({ iterations, time: 0, warmupIterations: iterations, warmupTime: 0 });
  bench.add('work', work);
  await bench.run();
  const { result } = bench.tasks[0];
  if (!('latency' in result)) {
    throw new Error('bench: a measurement did not finish', { cause: result });
  }
  return { median: result.latency.p50, mad: result.latency.mad };
}
