import assert from 'node:assert/strict';
import { test } from 'node:test';
import { match, rebuild, templateOf } from '../../lib/compile/template.js';
import { cast, zeros } from '../../lib/tensor/index.js';

class Setting {
  constructor(readonly value: number) {}
}

const bare = (entries: object): object => Object.assign(Object.create(null) as object, entries);

const x = zeros([2, 3]);
const y = zeros([4]);
const setting = new Setting(1);
const settings = { rate: 0.5, names: ['a', 'b'], none: null, nothing: undefined, big: 10n };
const value = [x, { second: y, settings, list: [[y], x] }, setting, []];

test('a template names its tensors by their paths, and is rebuilt with others in their places', () => {
  const template = templateOf(value);
  assert.deepEqual(
    template.tensors.map(({ path, like }) => [path, like]),
    [['0', x], ['1.second', y], ['1.list.0.0', y], ['1.list.1', x]],
  ); // prettier-ignore
  const leaves = [zeros([1]), zeros([2]), zeros([3]), zeros([5])];
  const [a, b, c, d] = leaves;
  assert.deepEqual(rebuild(template, leaves), [a, { second: b, settings, list: [[c], d] }, setting, []]);
  assert.deepEqual(templateOf(x).tensors, [{ path: '', like: x }]);
  assert.deepEqual(rebuild(templateOf(bare({ x })), [y]), { x: y });
}); // prettier-ignore

test('what has the same structure, shapes, element types and other values matches', () => {
  const same = [
    [zeros([2, 3]), { second: zeros([4]), settings: structuredClone(settings), list: [[y], x] }, setting, []],
    [x, { list: [[y], x], settings, second: y }, setting, []],
    [x, bare({ second: y, settings: bare(settings), list: [[y], x] }), setting, []],
  ]; // prettier-ignore
  for (const other of same) {
    const [first, { second, list }] = other as typeof value & [typeof x, { second: unknown; list: unknown[] }];
    assert.deepEqual(match(templateOf(value), other), [first, second, (list[0] as unknown[])[0], list[1]]);
  }
  for (const leaf of [0, -0, NaN, 'a', null, undefined, setting, Math.max]) {
    assert.deepEqual(match(templateOf([x, leaf]), [x, leaf]), [x]);
  }
}); // prettier-ignore

test('other structures, shapes, element types and values do not match', () => {
  const others: [unknown, unknown][] = [
    [0, -0], [-0, 0], [0, NaN], [0, '0'], [0, null], [null, undefined], [null, {}], [{}, null],
    [x, zeros([3, 3])], [x, zeros([2, 4])], [x, zeros([6])], [x, zeros([2, 3, 1])], [x, cast(x, 'float32')],
    [x, null], [x, 0], [x, {}], [null, x], [{}, x], [[], x],
    [setting, new Setting(1)], [setting, { value: 1 }], [{ value: 1 }, setting], [Math.max, Math.min],
    [[], {}], [{}, []], [[1], { 0: 1 }], [{ 0: 1 }, [1]], [[1, 2], [1]], [[1], [1, 2]], [[1, 2], [1, 3]],
    [{ a: 1 }, {}], [{}, { a: 1 }], [{ a: 1 }, { b: 1 }], [{ a: undefined }, { b: undefined }],
    [{ a: 1 }, { a: 1, b: 1 }], [{ a: 1, b: 1 }, { a: 1 }], [{ a: [1] }, { a: [x] }], [{ a: x }, { a: [1] }],
    [[x], { 0: x }], [{ 0: x }, [x]], [[x], [x, x]], [[x, x], [x]], [[x, 1], [x]], [[x], [x, 1]],
    [{ a: x }, { b: x }], [{ a: x }, { a: x, b: x }], [{ a: x, b: x }, { a: x }], [{ a: x, b: 1 }, { a: x }],
    [{ a: x }, { a: x, b: 1 }], [{ a: x, b: 1 }, { a: x, b: 2 }], [{ a: x, b: 1 }, { a: x, c: 1 }],
  ]; // prettier-ignore
  for (const [a, b] of others) {
    for (const wrap of [(v: unknown) => v, (v: unknown) => [x, v], (v: unknown) => ({ x, v })]) {
      assert.equal(match(templateOf(wrap(a)), wrap(b)), null);
    }
  }
});
