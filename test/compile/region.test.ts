import assert from 'node:assert/strict';
import { test } from 'node:test';
import { grad } from '../../lib/autodiff/index.js';
import { compile, traceOf } from '../../lib/compile/index.js';
import type { Kernel } from '../../lib/compile/kernel.js';
import { planOf } from '../../lib/compile/plan.js';
import { key, normal } from '../../lib/random/index.js';
import {
  add, contractRows, linear, matmul, mul, neg, relu, reshape, slice, square, sub, sum, tanh,
  tensor, transpose, type DenseTensor, type Tensor,
} from '../../lib/tensor/index.js'; // prettier-ignore
import { assertSameTree } from '../support/sameTree.js';

const onFallback = (reason: string): never => assert.fail(reason);

/** A kernel in words; `!` follows operations of a group whose numbers are stored. */
function wordsOf(kernel: Kernel): string {
  switch (kernel.kind) {
    case 'group': {
      const operations = kernel.operations.map((operation) => {
        const word = operation.kind === 'elementwise' ? operation.primitive : operation.kind;
        return operation.store === null ? word : `${word}!`;
      });
      return `${operations.join(' ')} [${kernel.features}]`;
    }
    case 'contractRows':
      return `contractRows [${kernel.p}, ${kernel.q}]${kernel.onto ? ' onto' : ''}`;
    case 'sumRows':
      return `sumRows [${kernel.features}]${kernel.onto ? ' onto' : ''}`;
    case 'clear':
      return `clear [${kernel.features}] from ${kernel.rows}`;
    default:
      return `${kernel.kind} [${kernel.features}]`;
  }
}

/** The kernels of each region in turn; `last:` those for the last tile only. Together they give the plain bits. */
function kernelsOf<A extends unknown[]>(f: (...args: A) => unknown, ...args: A): string[][] {
  assertSameTree(compile(f, { onFallback })(...args), f(...args));
  return planOf(traceOf(f, args), false).steps.map((step) =>
    step.kind === 'plain'
      ? [step.operation.primitive]
      : step.tasks.map(({ kernel, lastTile }) => `${lastTile ? 'last: ' : ''}${wordsOf(kernel)}`),
  );
}

const outer = (b: Tensor): Tensor => mul(reshape(b, [b.size, 1]), reshape(b, [1, b.size]));

const random = (...shape: number[]): DenseTensor => {
  const size = shape.reduce((product, extent) => product * extent, 1);
  return tensor(normal(key(size), size), shape) as DenseTensor;
};

interface Layer {
  readonly weight: Tensor;
  readonly bias: Tensor;
}

const layerOf = (width: number, inputs: number): Layer => ({
  weight: random(width, inputs),
  bias: random(width),
});
const apply = (x: Tensor, { weight, bias }: Layer): Tensor => linear(x, weight, bias);

const x = random(70, 3);
const y = random(70, 4);
const [layer, narrow, square4] = [layerOf(4, 3), layerOf(1, 3), layerOf(4, 4)];

test('a layer and what follows it element by element is one loop; rows are loaded and stored once', () => {
  const f = (a: Tensor, l: Layer): Tensor[] => {
    const h = apply(a, l);
    return [relu(h), mul(tanh(h), neg(h))];
  };
  assert.deepEqual(kernelsOf(f, x, layer), [
    ['load [3]', 'dot relu! tanh neg mul! [4]', 'store [4]', 'store [4]'],
  ]);
});

test('what a loop alone reads is not stored, and one feature a row is neither loaded nor stored', () => {
  const f = (a: Tensor, l: Layer, next: Layer): Tensor =>
    sum(square(apply(relu(apply(a, l)), next)), 1);
  assert.deepEqual(kernelsOf(f, random(70, 1), layerOf(4, 1), layerOf(1, 4)), [
    ['dot relu! [4]', 'dot mul! [1]', 'rowSum! [1]'],
  ]);
});

test('a loop has 12 operations at most', () => {
  const negated = (times: number) => (a: Tensor, l: Layer): Tensor =>
    Array.from({ length: times }, () => neg).reduce((h, f) => f(h), apply(a, l));
  const loop = (count: number): string => `${Array.from({ length: count }, () => ' neg').join('')}! [4]`;
  assert.deepEqual(kernelsOf(negated(11), x, layer), [['load [3]', `dot${loop(11)}`, 'store [4]']]);
  assert.deepEqual(kernelsOf(negated(13), x, layer), [
    ['load [3]', `dot${loop(11)}`, 'neg neg! [4]', 'store [4]'],
  ]);
}); // prettier-ignore

test('what needs nothing of the region is done in the loop that needs it first', () => {
  const product = (a: Tensor, b: Tensor, l: Layer): Tensor => {
    const doubled = mul(b, 2);
    return mul(apply(a, l), doubled);
  };
  assert.deepEqual(kernelsOf(product, x, y, layer), [
    ['load [3]', 'load [4]', 'dot mul mul! [4]', 'store [4]'],
  ]);
  const first = (a: Tensor, l: Layer): Tensor => neg(apply(mul(a, 2), l));
  assert.deepEqual(kernelsOf(first, x, layer), [
    ['load [3]', 'mul! [3]', 'dot neg! [4]', 'store [4]'],
  ]);
  const alone = (a: Tensor, l: Layer): Tensor[] => [apply(a, l), mul(a, 2)];
  assert.deepEqual(kernelsOf(alone, x, layer), [
    ['load [3]', 'dot! [4]', 'store [4]', 'mul! [3]', 'store [3]'],
  ]);
});

test('an operation joins the last loop that makes one of its operands, not an earlier one', () => {
  const f = (a: Tensor, l: Layer, m: Layer): Tensor => {
    const h = apply(a, l);
    return add(mul(h, 3), neg(apply(h, m)));
  };
  assert.deepEqual(kernelsOf(f, x, layer, square4), [
    ['load [3]', 'dot! mul! [4]', 'dot neg add! [4]', 'store [4]'],
  ]);
});

test('numbers of a row with another number of features come from another loop', () => {
  const f = (a: Tensor, l: Layer): Tensor => {
    const h = apply(a, l);
    return sub(h, reshape(sum(h, 1), [70, 1]));
  };
  assert.deepEqual(kernelsOf(f, x, layer), [
    ['load [3]', 'dot! [4]', 'rowSum! [1]', 'sub! [4]', 'store [4]'],
  ]);
});

test('sums over rows come after the loop that they need, and the rows behind the last one are cleared for them', () => {
  const f = (a: Tensor, b: Tensor, l: Layer, m: Layer): Tensor[] => {
    const h = relu(apply(a, l));
    return [sum(a, 0), contractRows(a, h), contractRows(b, b), tanh(neg(apply(h, m)))];
  };
  assert.deepEqual(kernelsOf(f, x, y, layer, square4), [
    [
      'load [3]', 'last: clear [3] from 6', 'sumRows [3] onto',
      'load [4]', 'last: clear [4] from 6', 'contractRows [4, 4] onto',
      'dot relu! [4]',
      'last: clear [3] from 6', 'last: clear [4] from 6', 'contractRows [3, 4] onto',
      'dot neg tanh! [4]', 'store [4]',
    ],
  ]);
  const full = (a: Tensor, b: Tensor): Tensor[] => [sum(a, 0), contractRows(a, b)];
  assert.deepEqual(kernelsOf(full, random(64, 3), random(64, 4)), [
    ['load [3]', 'sumRows [3] onto', 'load [4]', 'contractRows [3, 4] onto'],
  ]);
}); // prettier-ignore

test('one feature a row is summed where it lies, unless rows have to be cleared: then in a copy', () => {
  const f = (a: Tensor, b: Tensor): Tensor[] => [sum(a, 0), contractRows(a, b)];
  assert.deepEqual(kernelsOf(f, random(64, 1), random(64, 1)), [
    ['sumRows [1] onto', 'contractRows [1, 1] onto'],
  ]);
  assert.deepEqual(kernelsOf(f, random(70, 1), random(70, 1)), [
    [
      'load [1]', 'last: clear [1] from 6', 'sumRows [1] onto',
      'load [1]', 'last: clear [1] from 6', 'last: clear [1] from 6', 'contractRows [1, 1] onto',
    ],
  ]);
}); // prettier-ignore

test('a sum over rows that is read again ends a region; tiles are handed on, one feature a row as it lies', () => {
  const f = (a: Tensor, l: Layer): Tensor => {
    const h = relu(apply(a, l));
    return mul(h, sum(h, 0));
  };
  assert.deepEqual(kernelsOf(f, x, layer), [
    ['load [3]', 'dot relu! [4]', 'last: clear [4] from 6', 'sumRows [4] onto'],
    ['mul! [4]', 'store [4]'],
  ]);
  assert.deepEqual(kernelsOf(f, x, narrow), [
    ['load [3]', 'dot relu! [1]', 'last: clear [1] from 6', 'sumRows [1] onto'],
    ['mul! [1]'],
  ]);
});

test('the right factor of a product is read as it lies, transposed or not', () => {
  const product = (a: Tensor, w: Tensor): Tensor => matmul(a, w);
  const transposed = (a: Tensor, w: Tensor): Tensor => matmul(a, transpose(w));
  const unturned = (a: Tensor, w: Tensor): Tensor => matmul(a, transpose(w, [0, 1]));
  for (const width of [4, 5]) {
    const kernels = [['load [3]', `dot! [${width}]`, `store [${width}]`]];
    assert.deepEqual(kernelsOf(product, x, random(3, width)), kernels);
    assert.deepEqual(kernelsOf(transposed, x, random(width, 3)), kernels);
    assert.deepEqual(kernelsOf(unturned, x, random(3, width)), [['transpose'], ...kernels]);
  }
});

test('an operand that is repeated within its rows is left to the plain executor', () => {
  const f = (a: Tensor, l: Layer, t: Tensor, u: Tensor): Tensor[] => [apply(a, l), add(t, u)];
  const layer4 = ['load [3]', 'dot! [4]', 'store [4]'];
  for (const shape of [[4, 1, 5], [4, 4, 1], [1, 4, 1], [1, 5]]) {
    const kernels = kernelsOf(f, random(4, 3), layer, random(4, 4, 5), random(...shape));
    assert.deepEqual(kernels, [['add'], layer4]);
  }
  const layerAndSum = kernelsOf(f, random(4, 3), layer, random(4, 4, 5), random(4, 5));
  assert.deepEqual(layerAndSum, [[...layer4, 'load [20]', 'add! [20]', 'store [20]']]);
}); // prettier-ignore

test('parts of one storage are told apart, and so are a row and what all rows share', () => {
  const parts = (a: Tensor): Tensor => sub(slice(a, [0], [5]), slice(a, [5], [10]));
  assert.deepEqual(kernelsOf(parts, random(10)), [['sub! [1]']]);
  const both = (a: Tensor, b: Tensor): Tensor[] => [
    parts(a),
    add(matmul(reshape(b, [40, 1]), slice(reshape(b, [40, 1]), [0, 0], [1, 1])), reshape(b, [40, 1])),
    add(matmul(outer(b), reshape(b, [40, 1])), reshape(b, [40, 1])),
  ];
  assertSameTree(compile(both, { onFallback })(random(10), random(40)), both(random(10), random(40)));
}); // prettier-ignore

test('equal kernels are emitted once: a longer chain has no more functions', () => {
  const chain = (steps: number) => (a: Tensor, encoder: Layer, decoder: Layer): Tensor => {
    const energy = (z: Tensor): Tensor =>
      sum(square(sub(z, apply(tanh(apply(z, encoder)), decoder))));
    let z = a;
    for (let k = 0; k < steps; k++) z = sub(z, mul(grad(energy)(z), 0.1));
    return z;
  };
  const functions = (steps: number): number => {
    const graph = traceOf(chain(steps), [x, layerOf(4, 3), layerOf(3, 4)]);
    return planOf(graph, false).emit({}).toText().match(/\(func \$k\d+/g)!.length;
  };
  assert.equal(functions(10), functions(4));
}); // prettier-ignore
