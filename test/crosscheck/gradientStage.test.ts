import assert from 'node:assert/strict';
import { test } from 'node:test';
import { energy, type Autoencoder } from '../../algorithms/index.js';
import { expectedGradient } from '../../experiments/crosscheck/gradientStage.js';
import { unstack } from '../../experiments/crosscheck/unstack.js';
import { jvp, mapTree } from '../../lib/autodiff/index.js';
import { precisions } from '../../lib/errorAnalysis/index.js';
import { driftOf, langevinStep } from '../../lib/sampling/index.js';
import { cast, tensor, type DenseTensor, type Tensor } from '../../lib/tensor/index.js';
import { bundleCase, bundleOf, ownNumbers } from '../support/bundleCases.js';

/** |∂ output d / ∂ input j| of a row-wise function by forward mode: by j, then [row, d]. */
function jacobian(f: (x: Tensor) => Tensor, x: DenseTensor): DenseTensor[] {
  const [rows, features] = x.shape;
  return Array.from({ length: features }, (_, j) => {
    const along = tensor(Float64Array.from({ length: rows * features }, (_, k) => (k % features === j ? 1 : 0)), x.shape);
    return jvp(f, x, along).tangent as DenseTensor;
  });
} // prettier-ignore

test('without cotangents of its own a chain passes bounds on by the sizes of its derivative, no less and hardly more', () => {
  for (const number of [0, 1, 2]) {
    const given = bundleCase(number, { model: 'nae', dtype: 'float32', loss: { detachNegatives: false } }); // prettier-ignore
    const { config } = given;
    const bundle = bundleOf(given, ownNumbers(given));
    const parts = (name: string): DenseTensor[] =>
      unstack(cast(bundle.get(`step.0/${name}`), 'float64'));
    const [states, noise] = [parts('chain'), parts('noise')];
    const model = mapTree((w) => cast(w, 'float64'), bundle.findModel('init') as Autoencoder);
    const batch = cast(bundle.get('step.0/batch'), 'float64');
    const inputs = { config, precision: precisions.float32, model, batch, states, noise };
    const free = expectedGradient(inputs).cotangents;
    const own = expectedGradient(
      inputs,
      free.map(({ value }) => value),
    ).cotangents;
    let exchanged = 0;
    for (let i = 0; i + 1 < free.length; i++) {
      // δ of state i + 1 from that of state i + 2
      const step = (x: Tensor): Tensor => {
        const drift = driftOf(energy(model), x, config.sampler.clipGradient ?? null);
        return langevinStep(x, drift, noise[i + 1], i + 1, config.sampler);
      };
      const derivative = jacobian(step, states[i + 1]);
      const [incoming, rounding, bound] = [free[i + 1].error!, own[i].error!, free[i].error!];
      assert.equal(free[i].wide, free[i].error, 'no branch is in doubt');
      const features = batch.shape[1];
      bound.data.forEach((e, k) => {
        const [row, j] = [Math.floor(k / features), k % features];
        let carried = 0;
        for (let d = 0; d < features; d++) {
          const at = row * features + d;
          carried += Math.abs(derivative[j].data[at]) * incoming.data[at];
        }
        assert.ok(e >= carried * (1 - 1e-9), `${e} < ${carried}`);
        const most = carried + rounding.data[k];
        assert.ok(e <= most * (1 + 1e-9), `${e} > ${most}`);
        if (e >= most * (1 - 1e-9)) exchanged++;
      });
    }
    assert.ok(exchanged > 0, 'no bound was exchanged');
  }
});
