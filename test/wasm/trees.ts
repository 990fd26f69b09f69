/** Random expression trees, each with its construction by the library and its value in JavaScript. */
import fc from 'fast-check';
import * as library from '../../lib/wasm/index.js';
import { select, type Expression, type Operand } from '../../lib/wasm/index.js';
import { meanings, type PureName } from './meanings.js';
import { build, lanesOf, operandSorts, pureNames, resultSort, showsNaN } from './sorts.js';
import { samples } from './samples.js';
import { fromLanes, toLanes, type Shape, type Sort, type Value } from './values.js';

export const sorts: readonly Sort[] = ['i32', 'i64', 'f32', 'f64', 'f32x4', 'f64x2', 'bits'];

/** Two inputs of each sort. */
export type Inputs<T> = Readonly<Record<Sort, readonly [T, T]>>;

export interface Tree {
  readonly sort: Sort;
  readonly build: (inputs: Inputs<Expression>) => Expression;
  readonly value: (inputs: Inputs<Value>) => Value;
  /** what fast-check prints */
  readonly toString: () => string;
}

type Vector = Expression<'v128'>;

/** Any value of a sort, special ones often. */
export const anyValue: Readonly<Record<Sort, fc.Arbitrary<Value>>> = {
  i32: fc.oneof(fc.constantFrom(...samples.i32), fc.integer()),
  i64: fc.oneof(fc.constantFrom(...samples.i64), fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n)),
  f32: fc.oneof(fc.constantFrom(...samples.f32), fc.float()),
  f64: fc.oneof(fc.constantFrom(...samples.f64), fc.double()),
  f32x4: fc.oneof(fc.constantFrom(...samples.f32x4), vectorOf('f32x4', fc.float(), 4)),
  f64x2: fc.oneof(fc.constantFrom(...samples.f64x2), vectorOf('f64x2', fc.double(), 2)),
  bits: fc.oneof(fc.constantFrom(...samples.bits), vectorOf('i32x4', fc.integer(), 4)),
};

function vectorOf(shape: Shape, lane: fc.Arbitrary<number>, lanes: number): fc.Arbitrary<Value> {
  const list = fc.array(lane, { minLength: lanes, maxLength: lanes });
  return list.map((values) => fromLanes(shape, values));
}

function input(sort: Sort, index: number): Tree {
  return {
    sort,
    build: (inputs) => inputs[sort][index],
    value: (inputs) => inputs[sort][index],
    toString: () => `${sort}#${index}`,
  };
}

function constant(sort: Sort, value: Value): Tree {
  const shape = sort === 'bits' ? 'i8x16' : sort;
  const operands = value instanceof Uint8Array ? toLanes(shape as Shape, value) : [value];
  const namespaces = library as unknown as Record<
    string,
    { const: (...values: (number | bigint)[]) => Expression }
  >;
  return {
    sort,
    build: () => namespaces[shape].const(...(operands as (number | bigint)[])),
    value: () => value,
    toString: () => `${shape}.const(${operands.map((x) => (Object.is(x, -0) ? '-0' : x)).join()})`,
  };
}

function application(name: PureName, operands: readonly Tree[], lane: number | undefined): Tree {
  const immediate = lane === undefined ? [] : [lane];
  return {
    sort: resultSort(name),
    build: (inputs) =>
      build(
        name,
        operands.map((operand) => operand.build(inputs)),
        lane,
      ),
    value: (inputs) =>
      meanings[name](
        ...([...operands.map((operand) => operand.value(inputs)), ...immediate] as never[]),
      ),
    toString: () => `${name}(${[...operands, ...immediate].map(String).join(', ')})`,
  };
}

function selection(a: Tree, b: Tree, condition: Tree): Tree {
  return {
    sort: a.sort,
    build: (inputs) =>
      select(
        a.build(inputs),
        b.build(inputs) as Operand<library.ValueType>,
        condition.build(inputs) as Expression<'i32'>,
      ),
    value: (inputs) => (condition.value(inputs) !== 0 ? a : b).value(inputs),
    toString: () => `select(${a}, ${b}, ${condition})`,
  };
}

function shuffled(shape: Shape, a: Tree, b: Tree, lanes: number[]): Tree {
  return {
    sort: a.sort,
    build: (inputs) =>
      library[shape].shuffle(a.build(inputs) as Vector, b.build(inputs) as Vector, lanes),
    value: (inputs) => {
      const all = [a, b].flatMap((operand) => toLanes(shape, operand.value(inputs)));
      return fromLanes(
        shape,
        lanes.map((lane) => all[lane]),
      );
    },
    toString: () => `${shape}.shuffle(${a}, ${b}, ${lanes.join()})`,
  };
}

/** The bits of a floating-point vector, NaN (whose bits are not specified) made zero. */
function bitsOf(tree: Tree): Tree {
  const ordered = application(`${tree.sort as 'f32x4' | 'f64x2'}.eq`, [tree, tree], undefined);
  return application('v128.and', [tree, ordered], undefined);
}

/** 1 instead of NaN. */
function ordered(tree: Tree): Tree {
  const sort = tree.sort as 'f32' | 'f64';
  const isOrdered = application(`${sort}.eq`, [tree, tree], undefined);
  return selection(tree, constant(sort, 1), isOrdered);
}

/** Division traps; division by zero is for instructions.test.ts. */
const trees = pureNames.filter((name) => !/\.(div|rem)_[su]$/.test(name));

const { i32, i64, f32, f64, f32x4, f64x2, bits } = fc.letrec<Record<Sort, Tree>>((tie) => {
  const applications = (name: PureName): fc.Arbitrary<Tree> => {
    const operands = operandSorts(name).map((sort) =>
      showsNaN(name) ? tie(sort).map(ordered) : tie(sort),
    );
    const lane =
      lanesOf(name) > 0 ? fc.integer({ min: 0, max: lanesOf(name) - 1 }) : fc.constant(undefined);
    return fc.tuple(fc.tuple(...operands), lane).map(([list, k]) => application(name, list, k));
  };
  const leaf = (sort: Sort): fc.Arbitrary<Tree> =>
    fc.oneof(
      { weight: 2, arbitrary: fc.nat(1).map((index) => input(sort, index)) },
      { weight: 1, arbitrary: anyValue[sort].map((value) => constant(sort, value)) },
    );
  const shuffles = (sort: Sort, shape: Shape, count: number): fc.Arbitrary<Tree> =>
    fc
      .tuple(
        tie(sort),
        tie(sort),
        fc.array(fc.nat(2 * count - 1), { minLength: count, maxLength: count }),
      )
      .map(([a, b, lanes]) => shuffled(shape, a, b, lanes));
  const further: Partial<Record<Sort, fc.Arbitrary<Tree>[]>> = {
    f32x4: [tie('bits').map((tree) => ({ ...tree, sort: 'f32x4' })), shuffles('f32x4', 'f32x4', 4)],
    f64x2: [tie('bits').map((tree) => ({ ...tree, sort: 'f64x2' })), shuffles('f64x2', 'f64x2', 2)],
    bits: [
      tie('f32x4').map(bitsOf),
      tie('f64x2').map(bitsOf),
      shuffles('bits', 'i8x16', 16),
      shuffles('bits', 'i32x4', 4),
      shuffles('bits', 'i64x2', 2),
    ],
  };
  const ofSort = (sort: Sort): fc.Arbitrary<Tree> => {
    const names = trees.filter((name) => resultSort(name) === sort);
    return fc.oneof(
      { maxDepth: 6, depthSize: 'large', depthIdentifier: 'tree' },
      { weight: Math.ceil(names.length / 9), arbitrary: leaf(sort) },
      fc.tuple(tie(sort), tie(sort), tie('i32')).map(([a, b, c]) => selection(a, b, c)),
      ...names.map(applications),
      ...(further[sort] ?? []),
    );
  };
  return Object.fromEntries(sorts.map((sort) => [sort, ofSort(sort)])) as Record<
    Sort,
    fc.Arbitrary<Tree>
  >;
});

/** Trees of each sort. */
export const treesOf: Readonly<Record<Sort, fc.Arbitrary<Tree>>> = {
  i32, i64, f32, f64, f32x4, f64x2, bits,
}; // prettier-ignore
