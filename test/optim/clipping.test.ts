import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { clipByGlobalNorm, clipByValue, globalNorm } from '../../lib/optim/index.js';
import { scalar, tensor } from '../../lib/tensor/index.js';
import { assertClose, assertSameBits } from '../support/naiveTensor.js';
import { real, shapes, tensorOf } from '../support/arbitraryTensors.js';

const element = real(-100, 100);
const trees = fc
  .tuple(shapes({ maxRank: 2 }), shapes({ maxRank: 2 }))
  .chain(([p, q]) =>
    fc.record(
      { a: tensorOf(p, 'float64', element), b: fc.tuple(tensorOf(q, 'float64', element)) },
      { noNullPrototype: true },
    ),
  );

test('the global norm is the root of the sum of all squares', () => {
  assert.equal(globalNorm({ a: tensor([3]), b: [tensor([[0, 4], [12, 0]])] }).item(), 13); // prettier-ignore
  fc.assert(
    fc.property(trees, (tree) => {
      const all = [...tree.a.data, ...tree.b[0].data];
      const expected = Math.hypot(...all);
      assert.ok(Math.abs(globalNorm(tree).item() - expected) <= 1e-13 * expected);
    }),
  );
});

test('clipping by the global norm keeps the direction and the bits of what is short enough', () => {
  fc.assert(
    fc.property(trees, real(0.1, 200), (tree, limit) => {
      const norm = Math.hypot(...tree.a.data, ...tree.b[0].data);
      const clipped = clipByGlobalNorm(tree, limit);
      if (norm < limit - 2e-6) {
        assertSameBits(clipped.a, tree.a);
        assertSameBits(clipped.b[0], tree.b[0]);
      } else {
        // PyTorch: limit / (norm + 10⁻⁶)
        const scale = Math.min(1, limit / (norm + 1e-6));
        assert.ok(globalNorm(clipped).item() <= limit * (1 + 1e-12));
        assertClose(
          clipped.a,
          tensor(
            tree.a.data.map((x) => x * scale),
            tree.a.shape,
          ),
          1e-13,
        );
      }
    }),
  );
});

test('clipping by value limits every element', () => {
  const clipped = clipByValue({ g: tensor([-3, -1, 0.5, 7]), t: scalar(2) }, 1);
  assert.deepEqual([...clipped.g.data], [-1, -1, 0.5, 1]);
  assert.equal(clipped.t.item(), 1);
});

test('the norm has the element type of the tree, of one leaf too', () => {
  const norm = globalNorm([tensor(Float32Array.of(3, 4))]);
  assert.deepEqual([norm.dtype, norm.item()], ['float32', 5]);
});
