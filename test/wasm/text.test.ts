import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  block, branchIf, call, drop, f32, f32x4, f64, f64x2, i32, i64, ifElse, ModuleBuilder, set,
} from '../../lib/wasm/index.js'; // prettier-ignore
import { dotProduct } from './kernels.js';

/** The lines of a template without the indentation they all share. */
function trimmed(template: string): string {
  const lines = template.split('\n').slice(1, -1);
  const indentation = Math.min(...lines.map((line) => line.search(/\S/)));
  return lines.map((line) => `${line.slice(indentation)}\n`).join('');
}

test('a kernel prints as WebAssembly text, one instruction a line', () => {
  const module = new ModuleBuilder();
  dotProduct(module);
  assert.equal(
    module.toText(),
    trimmed(`
      (module
        (import "env" "memory" (memory 0))
        (func $dot (export "dot") (param $x i32) (param $y i32) (param $n i32) (result f64)
          (local $end i32)
          (local $sum v128)
          local.get $x
          local.get $n
          i32.const 3
          i32.shl
          i32.add
          local.set $end
          local.get $x
          local.set $x
          local.get $x
          local.get $end
          i32.lt_u
          if
            loop $loop0
              local.get $sum
              local.get $x
              v128.load
              local.get $y
              v128.load
              f64x2.mul
              f64x2.add
              local.set $sum
              local.get $y
              i32.const 16
              i32.add
              local.set $y
              local.get $x
              i32.const 16
              i32.add
              local.set $x
              local.get $x
              local.get $end
              i32.lt_u
              br_if $loop0
            end
          end
          local.get $sum
          f64x2.extract_lane 0
          local.get $sum
          f64x2.extract_lane 1
          f64.add
          return
        )
      )
    `),
  );
});

test('imports, limits, labels, offsets and constants print as the text format has them', () => {
  const limits = { import: ['js', 'mem'], minimum: 1, maximum: 16, shared: true } as const;
  const module = new ModuleBuilder({ memory: limits });
  const note = module.importFunction('host', 'note', { value: 'f64' });
  const one = module.function('one', {});
  const pointer = one.local('i32');
  const again = one.local('i32');
  one.body(
    block((end) => [
      block(() => branchIf(end, i32.eqz(pointer))),
      ifElse(again, set(pointer, i32.load8_u(pointer, 7)), f64.store(pointer, -0, 8)),
    ]),
    call(note, { value: -Infinity }),
    [f64.const(NaN), f32.const(0.1), i64.const(-1n), f64x2.const(0.5, -0)].map(drop),
    drop(f32x4.shuffle(f32x4.const(1, 2, 3, 4), f32x4.splat(Infinity), [3, 2, 1, 4])),
  );
  assert.equal(
    module.toText(),
    trimmed(`
      (module
        (import "host" "note" (func $note (param $value f64)))
        (import "js" "mem" (memory 1 16 shared))
        (func $one (export "one")
          (local $i32 i32)
          (local $i32.1 i32)
          block $block0
            block $block1
              local.get $i32
              i32.eqz
              br_if $block0
            end
            local.get $i32.1
            if
              local.get $i32
              i32.load8_u offset=7
              local.set $i32
            else
              local.get $i32
              f64.const -0
              f64.store offset=8
            end
          end
          f64.const -inf
          call $note
          f64.const nan
          drop
          f32.const 0.10000000149011612
          drop
          i64.const -1
          drop
          v128.const f64x2 0.5 -0
          drop
          v128.const f32x4 1 2 3 4
          f32.const inf
          f32x4.splat
          i8x16.shuffle 12 13 14 15 8 9 10 11 4 5 6 7 16 17 18 19
          drop
        )
      )
    `),
  );
});
