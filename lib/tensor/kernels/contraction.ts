import { allocate, type Floats } from '../dtype.js';
import { sizeOf } from '../shape.js';
import type { Tensor } from '../tensor.js';
import { CHUNK } from './reduction.js';

const round = Math.fround;

/** out[…, i, j] = Σ_p a[…, i, p] b[…, p, j], p ascending from +0 (docs/arithmetic.md 2.1). */
export function matmul(a: Tensor, b: Tensor): Floats {
  const [n, inner] = a.shape.slice(-2);
  const m = b.shape[b.rank - 1];
  const batches = sizeOf(a.shape.slice(0, -2));
  const out = allocate(a.dtype, batches * n * m);
  const zeros = allocate(a.dtype, m);
  for (let batch = 0; batch < batches; batch++) {
    const part = (data: Floats, size: number): Floats =>
      data.subarray(batch * size, (batch + 1) * size);
    dotProducts(
      part(out, n * m),
      part(a.data, n * inner),
      part(b.data, inner * m),
      m,
      1,
      zeros,
      inner,
    );
  }
  return out;
}

/** out[i, j] = bias[j] + Σ_p x[i, p] weight[j, p], p ascending from the bias (2.1). */
export function linear(x: Tensor, weight: Tensor, bias: Tensor): Floats {
  const out = allocate(x.dtype, x.shape[0] * bias.size);
  dotProducts(out, x.data, weight.data, 1, x.shape[1], bias.data, x.shape[1]);
  return out;
}

/**
 * out[i, j] = start[j] + Σ_p x[i, p] y[p·along + j·across], p ascending. Four rows i are taken at a time:
 * four sums that do not wait for each other, each in its own order.
 */
function dotProducts(
  out: Floats,
  x: Floats,
  y: Floats,
  along: number,
  across: number,
  start: Floats,
  inner: number,
): void {
  if (out instanceof Float32Array) {
    dotProducts32(out, x, y, along, across, start, inner);
    return;
  }
  const m = start.length;
  let k = 0;
  let r0 = 0;
  while (k < out.length - 3 * m) {
    // four rows are left
    const r1 = r0 + inner;
    const r2 = r1 + inner;
    const r3 = r2 + inner;
    for (let j = 0; j < m; j++, k++) {
      let t0 = start[j], t1 = t0, t2 = t0, t3 = t0; // prettier-ignore
      for (let p = 0, q = j * across; p < inner; p++, q += along) {
        const factor = y[q];
        t0 += x[r0 + p] * factor;
        t1 += x[r1 + p] * factor;
        t2 += x[r2 + p] * factor;
        t3 += x[r3 + p] * factor;
      }
      out[k] = t0;
      out[k + m] = t1;
      out[k + 2 * m] = t2;
      out[k + 3 * m] = t3;
    }
    k += 3 * m;
    r0 = r3 + inner;
  }
  for (let row = r0; k < out.length; row += inner) {
    for (let j = 0; j < m; j++, k++) {
      let total = start[j];
      for (let p = 0, q = j * across; p < inner; p++, q += along) total += x[row + p] * y[q];
      out[k] = total;
    }
  }
}

/** As `dotProducts`, every operation rounded to binary32. */
function dotProducts32(
  out: Floats,
  x: Floats,
  y: Floats,
  along: number,
  across: number,
  start: Floats,
  inner: number,
): void {
  const m = start.length;
  for (let k = 0, row = 0; k < out.length; row += inner) {
    for (let j = 0; j < m; j++, k++) {
      let total = start[j];
      for (let p = 0, q = j * across; p < inner; p++, q += along) {
        total = round(total + round(x[row + p] * y[q]));
      }
      out[k] = total;
    }
  }
}

/** out[p, q] = Σ_r a[r, p] b[r, q]: the chunked sum over rows, of rounded products (2.2). */
export function contractRows(a: Tensor, b: Tensor): Floats {
  const [rows, n] = a.shape;
  const m = b.shape[1];
  const out = allocate(a.dtype, n * m);
  const addChunk = out instanceof Float64Array ? addChunkOfColumns : addChunkOfColumns32;
  for (let chunk = 0; chunk < rows; chunk += CHUNK) {
    addChunk(out, a.data, b.data, n, m, chunk, Math.min(chunk + CHUNK, rows));
  }
  return out;
}

/** Adds to out[p, q] the four-lane sum over the rows start … end−1 of one chunk. */
function addChunkOfColumns(
  out: Floats,
  x: Floats,
  y: Floats,
  n: number,
  m: number,
  start: number,
  end: number,
): void {
  const whole = end - (end & 3); // a chunk starts at a multiple of 4
  for (let p = 0, k = 0; p < n; p++) {
    for (let q = 0; q < m; q++, k++) {
      let l0 = 0, l1 = 0, l2 = 0, l3 = 0; // prettier-ignore
      let i = start * n + p;
      let j = start * m + q;
      for (let r = start; r < whole; r += 4) {
        l0 += x[i] * y[j];
        l1 += x[i + n] * y[j + m];
        l2 += x[i + 2 * n] * y[j + 2 * m];
        l3 += x[i + 3 * n] * y[j + 3 * m];
        i += 4 * n;
        j += 4 * m;
      }
      if (whole < end) l0 += x[i] * y[j];
      if (whole + 1 < end) l1 += x[i + n] * y[j + m];
      if (whole + 2 < end) l2 += x[i + 2 * n] * y[j + 2 * m];
      out[k] += l0 + l1 + (l2 + l3);
    }
  }
}

function addChunkOfColumns32(
  out: Floats,
  x: Floats,
  y: Floats,
  n: number,
  m: number,
  start: number,
  end: number,
): void {
  const lanes = new Float32Array(4);
  for (let p = 0, k = 0; p < n; p++) {
    for (let q = 0; q < m; q++, k++) {
      lanes.fill(0);
      for (let r = start; r < end; r++) lanes[r & 3] += round(x[r * n + p] * y[r * m + q]);
      out[k] += round(round(lanes[0] + lanes[1]) + round(lanes[2] + lanes[3]));
    }
  }
}
