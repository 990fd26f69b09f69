import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  block, branch, branchIf, call, countedLoop, drop, f64, i32, i64, ifElse, ifThen, instantiate, loop,
  ModuleBuilder, set, tee, unreachable, whileLoop, type Body, type Label,
} from '../../lib/wasm/index.js'; // prettier-ignore

const plain = (): ModuleBuilder => new ModuleBuilder({ memory: null });

const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });

test('a while loop computes greatest common divisors', () => {
  const module = plain();
  const gcd = module.function('gcd', { a: 'i32', b: 'i32' }, 'i32');
  const { a, b } = gcd.parameters;
  const rest = gcd.local('i32', 'rest');
  gcd.body(whileLoop(b, [set(rest, i32.rem_u(a, b)), set(a, b), set(b, rest)]), gcd.returns(a));
  const exported = instantiate<{ gcd: (a: number, b: number) => number }>(module.toBytes());
  const euclid = (x: number, y: number): number => (y === 0 ? x : euclid(y, x % y));
  fc.assert(fc.property(u32, u32, (x, y) => assert.equal(exported.gcd(x, y) >>> 0, euclid(x, y))));
});

test('a counted loop passes through from, from + step, … below to, without a pass if there is none', () => {
  const module = plain();
  const sum = module.function('sum', { from: 'i32', to: 'i32', step: 'i32' }, 'i64');
  const { from, to, step } = sum.parameters;
  const [k, total] = [sum.local('i32', 'k'), sum.local('i64', 'total')];
  // the number of passes in the high half, their sum in the low one
  const once = i64.add(i64.const(2n ** 40n), i64.extend_i32_u(k));
  sum.body(
    countedLoop(k, { from, to, step }, set(total, i64.add(total, once))),
    sum.returns(total),
  );
  const exported = instantiate<{ sum: (...range: number[]) => bigint }>(module.toBytes());
  const small = fc.integer({ min: 0, max: 300 });
  fc.assert(
    fc.property(small, small, fc.integer({ min: 1, max: 40 }), (start, end, stride) => {
      let expected = 0n;
      for (let at = start; at < end; at += stride) expected += 2n ** 40n + BigInt(at);
      assert.equal(exported.sum(start, end, stride), expected);
    }),
  );
  const high = 2 ** 32 - 64; // pointers above 2 GiB are not negative
  assert.equal(exported.sum(high, high + 48, 16), 3n * 2n ** 40n + BigInt(3 * high + 48));
});

test('functions call themselves, each other and those that are imported', () => {
  const module = plain();
  const minus = module.importFunction('host', 'minus', { a: 'i32', b: 'i32' }, 'i32');
  const note = module.importFunction('host', 'note', { value: 'i32' });
  const even = module.function('even', { n: 'i32' }, 'i32');
  const odd = module.function('odd', { n: 'i32' }, 'i32');
  const fibonacci = module.function('fibonacci', { n: 'i32' }, 'i32');
  for (const [one, other, atZero] of [[even, odd, 1], [odd, even, 0]] as const) {
    const { n } = one.parameters;
    one.body(
      ifThen(i32.eqz(n), one.returns(atZero)),
      one.returns(call(other, { n: call(minus, { b: 1, a: n }) })),
    );
  } // prettier-ignore
  const { n } = fibonacci.parameters;
  fibonacci.body(
    call(note, { value: n }),
    ifThen(i32.lt_s(n, 2), fibonacci.returns(n)),
    fibonacci.returns(
      i32.add(call(fibonacci, { n: i32.sub(n, 1) }), call(fibonacci, { n: i32.sub(n, 2) })),
    ),
  );
  const noted: number[] = [];
  const host = {
    minus: (a: number, b: number) => a - b,
    note: (value: number) => void noted.push(value),
  };
  const exported = instantiate<Record<string, (n: number) => number>>(module.toBytes(), { host });
  assert.deepEqual([0, 1, 2, 3, 10, 11].map(exported.even), [1, 0, 1, 0, 1, 0]);
  assert.deepEqual([0, 1, 2, 3, 10, 11].map(exported.odd), [0, 1, 0, 1, 0, 1]);
  assert.equal(exported.fibonacci(4), 3);
  assert.deepEqual(noted, [4, 3, 2, 1, 0, 1, 2, 1, 0]);
});

test('operands are computed from left to right, and tee keeps what it passes on', () => {
  const module = plain();
  const one = module.function('f', { x: 'f64' }, 'f64');
  const { x } = one.parameters;
  one.body(
    drop(tee(x, f64.mul(x, 10))),
    one.returns(f64.sub(tee(x, f64.add(x, 1)), f64.mul(x, x))),
  );
  const { f } = instantiate<{ f: (x: number) => number }>(module.toBytes());
  assert.equal(f(2), 21 - 21 * 21);
});

test('unreachable traps', () => {
  const module = plain();
  module.function('f', {}, 'f64').body(unreachable());
  assert.throws(instantiate<{ f: () => void }>(module.toBytes()).f, /unreachable/);
});

/** A program of nested blocks, loops and branches that writes a trace. */
type Step =
  | { kind: 'note'; value: number }
  | { kind: 'block' | 'loop'; body: Step[] }
  | { kind: 'if'; body: Step[]; otherwise: Step[] }
  | { kind: 'branch'; depth: number }
  | { kind: 'branchIf'; depth: number };

const { body: programs } = fc.letrec<{ step: Step; body: Step[] }>((tie) => ({
  step: fc.oneof(
    { maxDepth: 5, depthSize: 'large' },
    fc.record({ kind: fc.constant('note' as const), value: fc.nat(9) }),
    fc.record({ kind: fc.constantFrom('block' as const, 'loop' as const), body: tie('body') }),
    fc.record({ kind: fc.constant('if' as const), body: tie('body'), otherwise: tie('body') }),
    fc.record({ kind: fc.constant('branch' as const), depth: fc.nat(4) }),
    fc.record({ kind: fc.constant('branchIf' as const), depth: fc.nat(4) }),
  ),
  body: fc.array(tie('step'), { maxLength: 4 }),
}));

/** Decides branches; every branch needs one, so that programs end. */
const bits = fc.array(fc.boolean(), { minLength: 60, maxLength: 60 });

/** Runs the steps; `decide` is the next bit. What it returns is the block that a branch goes to. */
function interpret(steps: Step[], enclosing: Step[], trace: number[], decide: () => boolean): Step | null {
  for (const step of steps) {
    let target: Step | null = null;
    if (step.kind === 'note') trace.push(step.value);
    else if (step.kind === 'branch' || step.kind === 'branchIf') {
      const label = enclosing.at(-1 - (step.depth % Math.max(1, enclosing.length)));
      if (label !== undefined && decide()) target = label;
    } else if (step.kind === 'if') {
      target = interpret(decide() ? step.body : step.otherwise, enclosing, trace, decide);
    } else {
      do target = interpret(step.body, [...enclosing, step], trace, decide);
      while (target === step && step.kind === 'loop');
      if (target === step) target = null;
    }
    if (target !== null) return target;
  }
  return null;
} // prettier-ignore

test('branches of random programs go where their labels are', () => {
  fc.assert(
    fc.property(programs, bits, (program, decisions) => {
      const trace: number[] = [];
      /** Gives the decisions one by one, then only false. */
      const reader = (): (() => boolean) => {
        let used = 0;
        return () => decisions[used++] ?? false;
      };
      interpret(program, [], trace, reader());
      assert.deepEqual(compileAndRun(program, reader()), trace);
    }),
    { numRuns: 300 },
  );
});

function compileAndRun(program: Step[], decide: () => boolean): number[] {
  const module = plain();
  const note = module.importFunction('host', 'note', { value: 'i32' });
  const next = module.importFunction('host', 'next', {}, 'i32');
  const compile = (steps: Step[], enclosing: Label[]): Body =>
    steps.map((step): Body => {
      switch (step.kind) {
        case 'note':
          return call(note, { value: step.value });
        case 'block':
          return block((label) => compile(step.body, [...enclosing, label]));
        case 'loop':
          return loop((label) => compile(step.body, [...enclosing, label]));
        case 'if':
          return ifElse(
            call(next, {}),
            compile(step.body, enclosing),
            compile(step.otherwise, enclosing),
          );
        default: {
          const label = enclosing.at(-1 - (step.depth % Math.max(1, enclosing.length)));
          if (label === undefined) return [];
          const decision = call(next, {});
          return step.kind === 'branchIf'
            ? branchIf(label, decision)
            : ifThen(decision, branch(label));
        }
      }
    });
  module.function('run', {}).body(compile(program, []));
  const trace: number[] = [];
  instantiate<{ run: () => void }>(module.toBytes(), {
    host: { note: (value: number) => void trace.push(value), next: () => Number(decide()) },
  }).run();
  return trace;
}
