import { bits, key, normal, stream } from '../../lib/random/index.js';
import type { Floats } from '../../lib/tensor/index.js';

const seed = key(20261125);

/** Zeros, infinities, NaN, the ends of the ranges of binary64 and binary32, and of some functions. */
const special = [
  0, -0, 1, -1, 0.5, -0.5, 2, Infinity, -Infinity, NaN, Number.MIN_VALUE, -Number.MIN_VALUE,
  Number.MAX_VALUE, -Number.MAX_VALUE, Number.EPSILON, 2.2250738585072014e-308, 2.225073858507201e-308,
  1.401298464324817e-45, 1.1754943508222875e-38, 3.4028234663852886e38, 709.782712893384, -745.1332191019411,
  1048576, 1e22, 9007199254740992,
]; // prettier-ignore

/** The special numbers, then `count` whose bits are drawn, so that every exponent comes up. */
export function anyNumbers(name: string, count: number): Float64Array {
  const words = bits(stream(seed, name), 2 * count);
  const view = new DataView(new ArrayBuffer(8));
  const drawn = Float64Array.from({ length: count }, (_, k) => {
    view.setUint32(0, words[2 * k]);
    view.setUint32(4, words[2 * k + 1]);
    return view.getFloat64(0);
  });
  return Float64Array.of(...special, ...drawn);
}

/** The same of binary32. */
export function anySingles(name: string, count: number): Float32Array {
  const view = new DataView(new ArrayBuffer(4));
  const drawn = Float32Array.from(bits(stream(seed, name), count), (word) => {
    view.setUint32(0, word);
    return view.getFloat32(0);
  });
  return Float32Array.of(...special, ...drawn);
}

/** `count` numbers from N(0, spread²). */
export function nearNumbers(name: string, count: number, spread = 1): Float64Array {
  return normal(stream(seed, name), count).map((x) => spread * x);
}

/** `rows` points near a curved sheet in `columns` dimensions, row-major. */
export function sheet(name: string, rows: number, columns: number): Float64Array {
  const out = nearNumbers(name, rows * columns);
  for (let row = 0; row < out.length; row += columns) {
    for (let at = row + 2; at < row + columns; at++) {
      out[at] = 0.3 * out[at] + 0.7 * out[at - 1] * out[at - 2];
    }
  }
  return out;
}

/** The same numbers in another order. */
export function shuffled<A extends Floats>(numbers: A, step: number): A {
  return numbers.map((_, k) => numbers[(k * step) % numbers.length]) as A;
}
