import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { grad, jvp } from '../../lib/autodiff/index.js';
import { compile, compiled, plain } from '../../lib/compile/index.js';
import { WorkerPool } from '../../lib/parallel/index.js';
import {
  add, cast, exp, gather, linear, mean, mul, relu, square, sum, tensor, zeros, type Tensor,
} from '../../lib/tensor/index.js'; // prettier-ignore
import { key, normal } from '../../lib/random/index.js';
import { assertSameTree } from '../support/sameTree.js';

const x = tensor(normal(key(1), 70 * 3), [70, 3]);

test('settings are part of what is compiled: other numbers, strings and functions give other results', () => {
  const f = compile((x: Tensor, how: { power: 1 | 2; by: (x: Tensor) => Tensor }, c: number) =>
    mul(how.by(how.power === 2 ? square(x) : x), c),
  );
  const double = (y: Tensor): Tensor => mul(y, 2);
  for (const power of [1, 2, 1] as const) {
    for (const by of [double, relu]) {
      for (const c of [3, 0, -0, NaN]) {
        const settings = { power, by };
        const expected = mul(by(power === 2 ? square(x) : x), c);
        assertSameTree(f(x, settings, c), expected);
      }
    }
  }
});

test('other shapes and element types are compiled anew; results are the caller’s own', () => {
  const f = compile((x: Tensor) => ({ sums: [sum(x, 0), sum(x)], x, fixed: tensor([1, 2]), n: 3 }));
  const first = f(x);
  const kept = first.sums[0].data.slice();
  for (const rows of [1, 7, 64]) {
    const part = gather(
      x,
      Array.from({ length: rows }, (_, k) => k),
    ) as typeof x;
    const single = cast(part, 'float32');
    assertSameTree(f(part).sums, [sum(part, 0), sum(part)]);
    assertSameTree(f(single).sums, [sum(single, 0), sum(single)]);
  }
  assert.deepEqual(first.sums[0].data, kept);
  assert.equal(f(x).n, 3);
  assert.deepEqual([...f(x).fixed.data], [1, 2]);
});

test('the last 16 shapes are remembered, and the oldest is forgotten', () => {
  let traced = 0;
  const f = compile((x: Tensor) => {
    traced++;
    return mul(x, 2);
  });
  const call = (size: number): void => void f(zeros([size]));
  for (let size = 1; size <= 16; size++) call(size);
  for (let size = 1; size <= 16; size++) call(size);
  assert.equal(traced, 16);
  call(17);
  for (let size = 2; size <= 17; size++) call(size);
  assert.equal(traced, 17);
  call(1);
  assert.equal(traced, 18);
});

test('what is closed is forgotten, and compiled again if called again', () => {
  let traced = 0;
  const f = compile((x: Tensor) => {
    traced++;
    return mul(x, 2);
  });
  for (let round = 1; round <= 2; round++) {
    for (const x of [zeros([3]), zeros([4]), zeros([3])]) f(x);
    assert.equal(traced, 2 * round);
    f.close();
  }
});

test('a function that asks for numbers runs plain, and says so once', () => {
  const said: string[] = [];
  const f = compile(
    function howBig(x: Tensor) {
      return sum(x).item() > 0 ? mul(x, 2) : x;
    },
    { onFallback: (reason) => said.push(reason) },
  );
  for (let k = 0; k < 3; k++) assertSameTree(f(add(square(x), 1)), mul(add(square(x), 1), 2));
  assert.equal(said.length, 1);
  assert.match(said[0], /howBig runs plain: data: the numbers of .* are not available/);
});

test('unless told otherwise it says so on the console', () => {
  const warn = mock.method(console, 'warn', () => undefined);
  try {
    compile((x: Tensor) => (sum(x).item() > 0 ? x : square(x)))(x);
  } finally {
    warn.mock.restore();
  }
  assert.deepEqual(warn.mock.callCount(), 1);
  assert.match(String(warn.mock.calls[0].arguments[0]), /^compile: a function runs plain: /);
});

test('a tensor kept from another trace is none of this one', () => {
  let kept = x as Tensor;
  compile((y: Tensor) => (kept = y))(x);
  const said: string[] = [];
  compile((y: Tensor) => add(y, kept), { onFallback: (reason) => said.push(reason) })(x);
  assert.equal(said.length, 1);
  assert.match(
    said[0],
    /expected a tensor of the traced function or a constant, got .* of another/,
  );
});

test('an error of the function is its own', () => {
  const f = compile((x: Tensor) => linear(x, zeros([2, 5]), zeros([2])), { onFallback: () => {} });
  assert.throws(() => f(x), /linear: expected x \[n, in\], weight \[out, in\], bias \[out\]/);
  const outOfRange = compile((x: Tensor, index: Tensor) => gather(x, index));
  assert.throws(
    () => outOfRange(x, tensor([0, 99])),
    /gather: expected indices from 0 to 69, got 99/,
  );
  assertSameTree(outOfRange(x, tensor([0, 1])), gather(x, [0, 1]));
});

test('inside a derivative, and inside another compiled function, it is part of that', () => {
  const inner = compile((x: Tensor) => mean(square(exp(x))));
  const direct = (x: Tensor): Tensor => mean(square(exp(x)));
  assertSameTree(grad((x: Tensor) => inner(x))(x), grad(direct)(x));
  assertSameTree(jvp(inner, x, x), jvp(direct, x, x));
  assertSameTree(compile(grad((x: Tensor) => inner(x)))(x), grad(direct)(x));
});

test('an executor gives the same function again for the same function', () => {
  const f = (x: Tensor): Tensor => mul(x, 2);
  const executor = compiled();
  assert.equal(executor(f), executor(f));
  assert.equal(plain(f), f);
});

test('a pool whose worker has died is an error with its cause, not a hang', async () => {
  const pool = new WorkerPool(2);
  const f = compile((x: Tensor) => sum(exp(x), 0), { pool });
  const big = tensor(new Float64Array(4096 * 3), [4096, 3]);
  assertSameTree(f(big), sum(exp(big), 0));
  await pool.close();
  assert.throws(() => f(big), /pool: expected an open pool/);
});

test('a call without tensors, with empty tensors, or with results that are arguments', () => {
  const f = compile((n: number, x?: Tensor) => (x === undefined ? zeros([n]) : [x, mul(x, n), x]), {
    onFallback: (reason) => assert.fail(reason),
  });
  assertSameTree(f(3), zeros([3]));
  assertSameTree(f(2, zeros([0, 4])), [zeros([0, 4]), zeros([0, 4]), zeros([0, 4])]);
  assertSameTree(f(2, x), [x, mul(x, 2), x]);
});
