import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Primitive } from '../../lib/tensor/index.js';
import { kernels, type Kernel } from '../../lib/tensor/kernels/table.js';
import { shapeRules, type ShapeRule } from '../../lib/tensor/shapeRules.js';

test('kernels and shape rules cover the same primitives', () => {
  assert.deepEqual(Object.keys(kernels).sort(), Object.keys(shapeRules).sort());
});

test('a primitive without a kernel or a shape rule does not compile', () => {
  const { matmul: kernel, ...otherKernels } = kernels;
  // @ts-expect-error: the kernel of matmul is missing
  const incompleteKernels: { readonly [P in Primitive]: Kernel<P> } = otherKernels;
  const { matmul: rule, ...otherRules } = shapeRules;
  // @ts-expect-error: the shape rule of matmul is missing
  const incompleteRules: { readonly [P in Primitive]: ShapeRule<P> } = otherRules;
  assert.ok(!('matmul' in incompleteKernels) && !('matmul' in incompleteRules));
  assert.ok(typeof kernel === 'function' && typeof rule === 'function');
});
