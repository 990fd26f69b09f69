import assert from 'node:assert/strict';
import { test } from 'node:test';
import { call, host, instantiate, ModuleBuilder } from '../../lib/wasm/index.js';

interface Description {
  module: string;
  name: string;
  kind: string;
}

/** The host's own reading of a module. */
const reflection = host.Module as unknown as {
  exports(module: object): Description[];
  imports(module: object): Description[];
  customSections(module: object, name: string): ArrayBuffer[];
};

function sample(): ModuleBuilder {
  const module = new ModuleBuilder();
  const first = module.function('first', { alpha: 'f64', beta: 'i32' }, 'f64');
  const outside = module.importFunction('host', 'outside', { x: 'f64' }, 'f64');
  const second = module.function('second', {});
  first.local('v128', 'gamma');
  first.body(first.returns(call(outside, { x: first.parameters.alpha })));
  second.body();
  return module;
}

test('the host finds the imports and exports that were declared', () => {
  const compiled = new host.Module(sample().toBytes());
  assert.deepEqual(
    reflection.imports(compiled).map(({ module, name, kind }) => [module, name, kind]),
    [
      ['host', 'outside', 'function'],
      ['env', 'memory', 'memory'],
    ],
  );
  assert.deepEqual(
    reflection.exports(compiled).map(({ name, kind }) => [name, kind]),
    [
      ['first', 'function'],
      ['second', 'function'],
    ],
  );
});

test('the name section names functions and locals by their indices', () => {
  const compiled = new host.Module(sample().toBytes());
  const [section] = reflection.customSections(compiled, 'name');
  const bytes = [...new Uint8Array(section)];
  const number = (): number => bytes.shift()!; // all below 128 here
  const text = (): string => String.fromCharCode(...bytes.splice(0, number()));
  const map = (): [number, string][] => Array.from({ length: number() }, () => [number(), text()]);
  assert.equal(number(), 1);
  const size = number();
  const rest = bytes.length;
  assert.deepEqual(map(), [[0, 'outside'], [1, 'first'], [2, 'second']]); // prettier-ignore
  assert.equal(rest - bytes.length, size);
  assert.equal(number(), 2);
  number();
  const locals = Array.from({ length: number() }, () => [number(), map()]);
  assert.deepEqual(locals, [
    [1, [[0, 'alpha'], [1, 'beta'], [2, 'gamma']]],
    [2, []],
  ]); // prettier-ignore
  assert.equal(bytes.length, 0);
});

test('a compiled module can be instantiated more than once, and a module assembled again', () => {
  const module = new ModuleBuilder({ memory: null });
  const one = module.function('one', {}, 'i32');
  one.body(one.returns(1));
  const before = module.toBytes();
  const compiled = new host.Module(before);
  for (let k = 0; k < 2; k++) {
    assert.equal(instantiate<{ one: () => number }>(compiled).one(), 1);
  }
  const two = module.function('two', {}, 'i32');
  two.body(two.returns(2));
  assert.deepEqual(new ModuleBuilder({ memory: null }).toBytes().slice(0, 8), before.slice(0, 8));
  const both = instantiate<{ one: () => number; two: () => number }>(module.toBytes());
  assert.deepEqual([both.one(), both.two()], [1, 2]);
});
