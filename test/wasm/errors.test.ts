import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  block, branch, branchIf, call, drop, i32, ifElse, ifThen, loop, ModuleBuilder, set,
  type Body, type FunctionBuilder, type Label,
} from '../../lib/wasm/index.js'; // prettier-ignore

/** Assembles a function without result whose body is made by `body`. */
function assembling(body: (one: FunctionBuilder, module: ModuleBuilder) => Body): () => void {
  const module = new ModuleBuilder({ memory: null });
  const one = module.function('one', { n: 'i32' });
  one.body(body(one as unknown as FunctionBuilder, module));
  return () => module.toBytes();
}

test('a branch must stand inside the block whose label it names', () => {
  const escape = (make: (keep: (label: Label) => []) => Body): Body => {
    let label: Label | undefined;
    const first = make((one) => {
      label = one;
      return [];
    });
    return [first, branch(label!)];
  };
  assert.throws(
    assembling(() => escape(block)),
    /^Error: function one: expected a branch to the label of a block or loop around it, got the label of a block that does not enclose it; put the branch into the body of that block$/,
  );
  assert.throws(
    assembling(() => block(() => escape(loop))),
    /got the label of a loop that does not enclose it; put the branch into the body of that loop/,
  );
  assert.doesNotThrow(
    assembling(() =>
      block((end) =>
        ifThen(
          1,
          loop(() => branchIf(end, 1)),
        ),
      ),
    ),
  );
});

test('a function uses its own locals and the functions of its module', () => {
  assert.throws(
    assembling((_, module) => {
      const other = module.function('other', { m: 'i32' });
      return set(other.parameters.m, 1);
    }),
    /function one: expected local.set of one of its own locals, got 'm' of another function/,
  );
  assert.throws(
    assembling(() => {
      const foreign = new ModuleBuilder().function('foreign', {}, 'i32');
      return drop(call(foreign, {}));
    }),
    /function one: expected a call of a function of its module, got 'foreign' of another/,
  );
  assert.throws(
    assembling((_, module) => module.function('other', {}, 'f64').returns(1)),
    /function one: expected returns\(…\) of its own, with no value, got that of a function with f64/,
  );
});

test('memory is used only where there is one', () => {
  assert.throws(
    assembling(() => i32.store(0, 1)),
    /function one: expected no use of memory, as its module has none, got i32.store; import or define/,
  );
});

test('a function has one body, and returns at its end if it has a result', () => {
  const module = new ModuleBuilder();
  const one = module.function('one', { n: 'i32' }, 'i32');
  assert.throws(() => module.toBytes(), /function one: expected a body, got none; call body/);
  const { n } = one.parameters;
  one.body(ifElse(n, one.returns(1), one.returns(2)));
  assert.throws(
    () => module.toText(),
    /function one: expected a body that ends with returns\(…\), as the result is i32, got if; return/,
  );
  assert.throws(() => one.body([]), /function one: expected one body, got a second/);
});

test('names are identifiers, and each is given once', () => {
  const module = new ModuleBuilder();
  const one = module.function('one', {});
  assert.throws(() => module.function('one', {}), /function one: expected a name of its own/);
  assert.throws(() => module.importFunction('env', 'one', {}), /expected a name of its own/);
  for (const name of ['', '2nd', 'a b', 'é', 'a.b']) {
    assert.throws(() => module.function(name, {}), /function: expected a name of letters, digits/);
    assert.throws(() => one.local('i32', name), /function one, local: expected a name of letters/);
    assert.throws(() => module.function('next', { [name]: 'i32' }), /expected a name of letters/);
  }
});

test('limits of a memory are pages in order, and a shared memory has a maximum', () => {
  const wrong = [{ minimum: -1 }, { minimum: 0.5 }, { minimum: 2, maximum: 1 }, { maximum: 65537 }];
  for (const limits of wrong) {
    assert.throws(
      () => new ModuleBuilder({ memory: { export: 'memory', ...limits } }),
      /memory: expected pages 0 ≤ minimum ≤ maximum ≤ 65536, got/,
    );
  }
  assert.throws(
    () => new ModuleBuilder({ memory: { import: ['env', 'memory'], shared: true } }),
    /memory: expected a maximum with shared: true, got none; give it/,
  );
});
