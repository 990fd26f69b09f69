import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkGradients, grad, jvp } from '../../lib/autodiff/index.js';
import {
  argumentRule,
  nonDifferentiable,
  rules,
  type Differentiable,
  type Rule,
  type Site,
} from '../../lib/autodiff/rules/index.js';
import {
  apply, evaluate, mul, square, sum, tensor, type Primitive, type PrimitiveParams, type Tensor,
} from '../../lib/tensor/index.js'; // prettier-ignore
import { kernels } from '../../lib/tensor/kernels/table.js';
import { key, normal } from '../../lib/random/index.js';
import { innerProduct } from '../support/treeArithmetic.js';

interface Sample<P extends Primitive> {
  readonly inputs: readonly Tensor[];
  readonly params: PrimitiveParams[P];
}

/** Inputs away from kinks and poles. A differentiable primitive without samples does not compile. */
type Samples = { readonly [P in Differentiable]: readonly Sample<P>[] };

let drawn = 0;

/** Standard normal numbers, different at each call. */
function random(...shape: number[]): Tensor {
  return tensor(
    normal(
      key(drawn++),
      shape.reduce((size, e) => size * e, 1),
    ),
    shape,
  );
}

/** Numbers from `low` on, spread over `width`. */
function within(low: number, width: number, ...shape: number[]): Tensor {
  const z = random(...shape);
  return tensor(
    z.data.map((v) => low + (width * (1 + v / (1 + Math.abs(v)))) / 2),
    shape,
  );
}

const vector = (): { inputs: Tensor[]; params: null }[] => [
  { inputs: [random(2, 3)], params: null },
];
const positive = (): { inputs: Tensor[]; params: null }[] => [
  { inputs: [within(0.3, 2, 2, 3)], params: null },
];
const pairs = (): { inputs: Tensor[]; params: null }[] => [
  { inputs: [random(2, 3), random(2, 3)], params: null },
  { inputs: [random(3, 1), random(2, 1, 4)], params: null },
  { inputs: [random(2, 3), random()], params: null },
];

const samples: Samples = {
  neg: vector(),
  abs: vector(),
  sqrt: positive(),
  exp: vector(),
  expm1: vector(),
  log: positive(),
  log1p: positive(),
  sin: vector(),
  cos: vector(),
  tanh: vector(),
  sigmoid: vector(),
  softplus: vector(),
  logCosh: vector(),
  erf: vector(),
  normalCdf: vector(),
  normalQuantile: [{ inputs: [within(0.1, 0.8, 2, 3)], params: null }],
  relu: vector(),
  clamp: [{ inputs: [tensor([-2, -0.7, 0.1, 0.4, 3])], params: { lower: -1, upper: 0.3 } }],
  add: pairs(),
  sub: pairs(),
  mul: pairs(),
  div: [
    { inputs: [random(2, 3), within(0.5, 2, 3)], params: null },
    { inputs: [random(1, 3), within(-2.5, 2, 2, 1)], params: null },
  ],
  maximum: pairs(),
  minimum: pairs(),
  where: [
    { inputs: [tensor([1, 0, -3]), random(2, 3), random(2, 3)], params: null },
    { inputs: [tensor([[1], [0]]), random(3), random()], params: null },
  ],
  sum: [
    { inputs: [random(5, 7)], params: { axes: [0, 1] } },
    { inputs: [random(2, 3, 4)], params: { axes: [1] } },
    { inputs: [random(2, 3)], params: { axes: [] } },
  ],
  max: [
    { inputs: [random(5)], params: { axes: [0] } },
    { inputs: [random(2, 3, 4)], params: { axes: [0, 2] } },
  ],
  matmul: [
    { inputs: [random(3, 4), random(4, 2)], params: null },
    { inputs: [random(2, 3, 4), random(2, 4, 2)], params: null },
  ],
  linear: [{ inputs: [random(5, 3), random(2, 3), random(2)], params: null }],
  contractRows: [{ inputs: [random(5, 3), random(5, 2)], params: null }],
  reshape: [{ inputs: [random(2, 3)], params: { shape: [3, 1, 2] } }],
  broadcastTo: [
    { inputs: [random(3, 1)], params: { shape: [2, 3, 4] } },
    // repeated no times: its transpose is a sum of nothing
    { inputs: [random(1, 3)], params: { shape: [0, 3] } },
  ],
  transpose: [{ inputs: [random(2, 3, 4)], params: { permutation: [2, 0, 1] } }],
  slice: [{ inputs: [random(4, 3)], params: { starts: [1, 0], ends: [3, 2] } }],
  pad: [{ inputs: [random(2, 3)], params: { before: [1, 0], after: [0, 2], value: 7 } }],
  concat: [
    { inputs: [random(2, 3), random(2, 1), random(2, 2)], params: { axis: 1 } },
    { inputs: [random(2), random(3)], params: { axis: 0 } },
  ],
  gather: [{ inputs: [random(4, 2), tensor([3, 0, 3, 1])], params: null }],
  scatterAdd: [{ inputs: [random(4, 2), tensor([2, 0, 2, 1])], params: { rows: 4 } }],
};

for (const name of Object.keys(samples) as Differentiable[]) {
  checkPrimitive(name);
}

function checkPrimitive<P extends Differentiable>(primitive: P): void {
  const rule = rules[primitive] as unknown as Rule<P>;
  const list: readonly Sample<P>[] = samples[primitive];

  test(`${primitive}: the pullback of each argument is the transpose of its pushforward`, () => {
    for (const { inputs, params } of list) {
      const output = evaluate(primitive, inputs, params);
      const site: Site<P> = { inputs, output, params };
      inputs.forEach((x, k) => {
        const [push, pull] = [argumentRule(rule.jvp, k), argumentRule(rule.vjp, k)];
        assert.equal(push === null, pull === null, `argument ${k}`);
        if (push === null || pull === null) return;
        const v = random(...x.shape);
        const w = random(...output.shape);
        const tangent = push(v, site, k);
        const cotangent = pull(w, site, k);
        assert.deepEqual([...tangent.shape], [...output.shape], `tangent of argument ${k}`);
        assert.deepEqual([...cotangent.shape], [...x.shape], `cotangent of argument ${k}`);
        const difference = innerProduct(w, tangent) - innerProduct(cotangent, v);
        const scale =
          innerProduct(square(w), square(tangent)) + innerProduct(square(v), square(cotangent));
        assert.ok(Math.abs(difference) <= 1e-13 * (1 + scale), `argument ${k}: ${difference}`);
      });
    }
  });

  test(`${primitive}: derivatives to second order are those of finite differences`, () => {
    for (const { inputs, params } of list) {
      const free = inputs.filter((_, k) => argumentRule(rule.vjp, k) !== null);
      // squares make the second order of linear primitives a check of its own
      const f = (values: readonly Tensor[]): Tensor => {
        let next = 0;
        const all = inputs.map((x, k) => (argumentRule(rule.vjp, k) === null ? x : values[next++]));
        return square(apply(primitive, all, params));
      };
      checkGradients(f, free, { order: 2, seed: drawn++ });
      numericCheck(f, free);
    }
  });
}

/** Central differences of Richardson's fourth order, independent of checkGradients. */
function numericCheck(f: (values: readonly Tensor[]) => Tensor, values: readonly Tensor[]): void {
  const direction = values.map((x) => random(...x.shape));
  const at = (h: number): number =>
    sum(
      f(
        values.map((x, k) =>
          tensor(
            x.data.map((v, i) => v + h * direction[k].data[i]),
            x.shape,
          ),
        ),
      ),
    ).item();
  const central = (h: number): number => (at(h) - at(-h)) / (2 * h);
  const numeric = (4 * central(5e-5) - central(1e-4)) / 3;
  const scalar = (x: readonly Tensor[]): Tensor => sum(f(x));
  const forward = jvp(scalar, values, direction).tangent.item();
  const reverse = innerProduct(grad(scalar)(values), direction);
  assert.ok(Math.abs(forward - numeric) <= 1e-7 * (1 + Math.abs(numeric)), `${forward} ${numeric}`);
  assert.ok(Math.abs(reverse - forward) <= 1e-11 * (1 + Math.abs(forward)));
}

test('every primitive has either a derivative rule or a place among the constants', () => {
  const covered = [...Object.keys(rules), ...nonDifferentiable].sort();
  assert.deepEqual(covered, Object.keys(kernels).sort());
});

test('a primitive without a derivative rule does not compile', () => {
  const { tanh: rule, ...others } = rules;
  // @ts-expect-error: the rule of tanh is missing
  const incomplete: { readonly [P in Differentiable]: Rule<P> } = others;
  assert.ok(!('tanh' in incomplete) && rule !== undefined);
});

test('a differentiable primitive without samples does not compile here', () => {
  const { tanh: list, ...others } = samples;
  // @ts-expect-error: the samples of tanh are missing
  const incomplete: Samples = others;
  assert.ok(!('tanh' in incomplete) && list.length > 0);
});

test('primitives that are constant almost everywhere have derivative zero', () => {
  const x = tensor([0.5, -1, 2]);
  for (const primitive of ['sign', 'argsort'] as const) {
    const f = (v: Tensor): Tensor => sum(mul(apply(primitive, [v], null), 3));
    assert.deepEqual([...grad(f)(x).data], [0, 0, 0]);
    assert.deepEqual(jvp(f, x, x).tangent.item(), 0);
  }
  for (const primitive of ['less', 'lessEqual', 'equal', 'notEqual'] as const) {
    const f = (v: Tensor): Tensor => sum(apply(primitive, [v, tensor(0)], null));
    assert.deepEqual([...grad(f)(x).data], [0, 0, 0]);
  }
});
