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
  const x = a.data;
  const y = b.data;
  for (let batch = 0; batch < batches; batch++) {
    for (let i = 0; i < n; i++) {
      const row = (batch * n + i) * m;
      for (let p = 0; p < inner; p++) {
        const factor = x[(batch * n + i) * inner + p];
        const column = (batch * inner + p) * m;
        if (out instanceof Float64Array) {
          for (let j = 0; j < m; j++) out[row + j] += factor * y[column + j];
        } else {
          for (let j = 0; j < m; j++) out[row + j] += round(factor * y[column + j]);
        }
      }
    }
  }
  return out;
}

/** out[i, j] = bias[j] + Σ_p x[i, p] weight[j, p], p ascending from the bias (2.1). */
export function linear(x: Tensor, weight: Tensor, bias: Tensor): Floats {
  const [n, inner] = x.shape;
  const [m] = bias.shape;
  const out = allocate(x.dtype, n * m);
  const source = x.data;
  const w = weight.data;
  const b = bias.data;
  const double = out instanceof Float64Array;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      let total = b[j];
      if (double) {
        for (let p = 0; p < inner; p++) total += source[i * inner + p] * w[j * inner + p];
      } else {
        for (let p = 0; p < inner; p++) {
          total = round(total + round(source[i * inner + p] * w[j * inner + p]));
        }
      }
      out[i * m + j] = total;
    }
  }
  return out;
}

/** out[p, q] = Σ_r a[r, p] b[r, q]: the chunked sum over rows, of rounded products (2.2). */
export function contractRows(a: Tensor, b: Tensor): Floats {
  const [rows, n] = a.shape;
  const m = b.shape[1];
  const out = allocate(a.dtype, n * m);
  const x = a.data;
  const y = b.data;
  const double = out instanceof Float64Array;
  const lanes = [0, 1, 2, 3].map(() => allocate(a.dtype, n * m));
  const [l0, l1, l2, l3] = lanes;
  for (let chunk = 0; chunk < rows; chunk += CHUNK) {
    const end = Math.min(chunk + CHUNK, rows);
    for (const lane of lanes) lane.fill(0);
    for (let r = chunk; r < end; r++) {
      const lane = lanes[r & 3];
      for (let p = 0; p < n; p++) {
        const factor = x[r * n + p];
        if (double) for (let q = 0; q < m; q++) lane[p * m + q] += factor * y[r * m + q];
        else for (let q = 0; q < m; q++) lane[p * m + q] += round(factor * y[r * m + q]);
      }
    }
    for (let k = 0; k < out.length; k++) {
      if (double) out[k] += l0[k] + l1[k] + (l2[k] + l3[k]);
      else out[k] += round(round(l0[k] + l1[k]) + round(l2[k] + l3[k]));
    }
  }
  return out;
}
