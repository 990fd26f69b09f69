import {
  broadcastTo,
  contractRows,
  matmul,
  sum,
  transpose,
  type Tensor,
} from '../../tensor/index.js';
import type { Rule } from './rule.js';

/** The last two axes exchanged. */
function transposed(x: Tensor): Tensor {
  const axes = x.shape.map((_, axis) => axis);
  return transpose(x, [...axes.slice(0, -2), x.rank - 1, x.rank - 2]);
}

export const contraction = {
  // d(AB) = dA B + A dB;  Ā = Ȳ Bᵀ,  B̄ = Aᵀ Ȳ
  matmul: {
    jvp: [(t, { inputs: [, b] }) => matmul(t, b), (t, { inputs: [a] }) => matmul(a, t)],
    vjp: [
      (g, { inputs: [, b] }) => matmul(g, transposed(b)),
      (g, { inputs: [a] }) => (a.rank === 2 ? contractRows(a, g) : matmul(transposed(a), g)),
    ],
  },
  // d(X Wᵀ + b) = dX Wᵀ + X dWᵀ + db;  X̄ = Ȳ W,  W̄ = Ȳᵀ X,  b̄ = Σ_rows Ȳ
  linear: {
    jvp: [
      (t, { inputs: [, weight] }) => matmul(t, transpose(weight)),
      (t, { inputs: [x] }) => matmul(x, transpose(t)),
      (t, { output }) => broadcastTo(t, output.shape),
    ],
    vjp: [
      (g, { inputs: [, weight] }) => matmul(g, weight),
      (g, { inputs: [x] }) => contractRows(g, x),
      (g) => sum(g, 0),
    ],
  },
  // d(AᵀB) = dAᵀ B + Aᵀ dB;  Ā = B Ȳᵀ,  B̄ = A Ȳ
  contractRows: {
    jvp: [(t, { inputs: [, b] }) => contractRows(t, b), (t, { inputs: [a] }) => contractRows(a, t)],
    vjp: [(g, { inputs: [, b] }) => matmul(b, transpose(g)), (g, { inputs: [a] }) => matmul(a, g)],
  },
} satisfies { [P in 'matmul' | 'linear' | 'contractRows']: Rule<P> };
