import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { auc, backgroundRejection } from '../../algorithms/metrics/index.js';
import { SeparationTally } from '../../experiments/jets/separationTally.js';

const scores = fc
  .array(fc.oneof(fc.integer({ min: -2, max: 6 }), fc.double({ noNaN: true, min: -2, max: 6 })), {
    minLength: 1,
    maxLength: 60,
  })
  .map((values) => Float64Array.from(values));

test('counted block by block, AUC and rejection are to the bit those of all scores', () => {
  fc.assert(
    fc.property(scores, scores, fc.nat(60), (background, signal, cut) => {
      const tally = new SeparationTally(background);
      tally.add(signal.subarray(0, cut));
      tally.add(signal.subarray(cut));
      const rejection = backgroundRejection(background, signal, { signalEfficiency: 0.3 });
      assert.deepEqual(tally.separation, {
        jets: signal.length,
        auc: auc(background, signal),
        rejection: Number.isFinite(rejection) ? rejection : null,
      });
    }),
    { numRuns: 1000 },
  );
});
