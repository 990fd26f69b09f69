import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withRounding } from '../../lib/transport/pairedMasses.js';

test('lost mass counts with 2⁻⁹² of the total for what pairs round, and none where none is lost', () => {
  const none = new Float64Array(2);
  const masses = { a: Float64Array.of(8, 24), b: none, aLow: none, bLow: none };
  assert.equal(withRounding(2 ** -90, masses), 2 ** -90 + 32 * 2 ** -92);
  assert.equal(withRounding(0, masses), 0);
});
