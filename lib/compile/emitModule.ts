import type { DType } from '../tensor/index.js';
import {
  call, countedLoop, i32, ifThen, ModuleBuilder, set, v128,
  type Body, type Callable, type Expression, type FunctionBuilder, type Local, type MemoryLimits, type ParameterTypes,
} from '../wasm/index.js'; // prettier-ignore
import { imported, type ScalarFunctions } from './elementwise.js';
import { emitGroup } from './emitGroup.js';
import { emitClear, emitContractRows, emitSumRows } from './emitSums.js';
import { emitTransfer } from './emitTransfers.js';
import { keyOf } from './graph.js';
import type { GroupOperation, Kernel } from './kernel.js';
import { lanesOf, VECTOR } from './lanes.js';
import type { Pointer } from './pointer.js';
import type { RegionPlan } from './region.js';

/** The exports of a program's module. */
export type Exports = {
  /** the work of a region on a tile, number `turn` of its turn; `full`: whether all its rows have data */
  readonly [region: `region${number}`]: (tile: number, turn: number, full: number, scratch: number) => void;
} & {
  /** out[k] += Σ_c sums[c][k] over the tiles c of a turn, ascending */
  readonly [total in `addUp_${DType}`]: (
    sums: number, perTurn: number, tiles: number, out: number,
  ) => void;
}; // prettier-ignore

/** A module with a function for each region, and the kernels that these call. */
export function emitModule(plans: readonly RegionPlan[], limits: MemoryLimits): ModuleBuilder {
  const module = new ModuleBuilder({ memory: { import: ['env', 'memory'], ...limits } });
  const functions = Object.fromEntries(
    imported.map((name) => [name, module.importFunction('math', name, { x: 'f64' }, 'f64')]),
  ) as unknown as ScalarFunctions;
  const known = new Map<string, Callable>();
  const kernelFunction = (kernel: Kernel, pointers: number): Callable => {
    const key = keyOf(kernel);
    const callable =
      known.get(key) ?? emitKernel(module, nameOf(kernel, known.size), kernel, pointers, functions);
    known.set(key, callable);
    return callable;
  };
  plans.forEach((plan, k) => emitRegion(module, `region${k}`, plan, kernelFunction));
  emitAddUp(module, 'float64');
  emitAddUp(module, 'float32');
  return module;
}

/** What a kernel does, for those who read the module or a profile of it. */
function nameOf(kernel: Kernel, number: number): string {
  const words = kernel.kind === 'group' ? kernel.operations.map(wordOf) : [kernel.kind];
  return [`k${number}`, ...words].join('_');
}

function wordOf(operation: GroupOperation): string {
  return operation.kind === 'elementwise' ? operation.primitive : operation.kind;
}

function emitKernel(
  module: ModuleBuilder,
  name: string,
  kernel: Kernel,
  count: number,
  functions: ScalarFunctions,
): Callable {
  const parameters = Object.fromEntries(
    Array.from({ length: count }, (_, k) => [`p${k}`, 'i32' as const]),
  ) as ParameterTypes;
  const builder = module.function(name, parameters) as unknown as FunctionBuilder;
  const pointers = Object.values(builder.parameters) as Local<'i32'>[];
  return builder.body(bodyOf(kernel, builder, pointers, functions));
}

function bodyOf(
  kernel: Kernel,
  builder: FunctionBuilder,
  pointers: readonly Local<'i32'>[],
  functions: ScalarFunctions,
): Body {
  switch (kernel.kind) {
    case 'group':
      return emitGroup(kernel, builder, pointers, functions);
    case 'sumRows':
      return emitSumRows(kernel, builder, pointers);
    case 'contractRows':
      return emitContractRows(kernel, builder, pointers);
    case 'clear':
      return emitClear(kernel, builder, pointers);
    default:
      return emitTransfer(kernel, builder, pointers);
  }
}

function emitRegion(
  module: ModuleBuilder,
  name: string,
  { tasks }: RegionPlan,
  kernelFunction: (kernel: Kernel, pointers: number) => Callable,
): void {
  const region = module.function(name, { tile: 'i32', turn: 'i32', full: 'i32', scratch: 'i32' });
  const { tile, turn, full, scratch } = region.parameters;
  const address = ({
    block,
    offset,
    perTile,
    perTurn,
    scratch: own,
  }: Pointer): Expression<'i32'> => {
    const start = block.address + offset;
    if (own) return i32.add(scratch, start);
    if (perTurn !== 0) return i32.add(i32.mul(turn, perTurn), start);
    return i32.add(i32.mul(tile, perTile), start);
  };
  region.body(
    ...tasks.map(({ kernel, pointers, lastTile }): Body => {
      const addresses = Object.fromEntries(
        pointers.map((pointer, k) => [`p${k}`, address(pointer)]),
      );
      const done = call(kernelFunction(kernel, pointers.length), addresses) as unknown as Body;
      return lastTile ? ifThen(i32.eqz(full), done) : done;
    }),
  );
}

/** The sums of a turn's tiles added to the total in ascending order (docs/arithmetic.md 2.2, 5). */
function emitAddUp(module: ModuleBuilder, dtype: DType): void {
  const lanes = lanesOf(dtype);
  const builder = module.function(`addUp_${dtype}`, {
    sums: 'i32', perTurn: 'i32', tiles: 'i32', out: 'i32',
  }); // prettier-ignore
  const { sums, perTurn, tiles, out } = builder.parameters;
  const end = builder.local('i32', 'end');
  const at = builder.local('i32', 'at');
  const tile = builder.local('i32', 'tile');
  const total = builder.local('v128', 'total');
  builder.body(
    set(end, i32.add(sums, perTurn)),
    countedLoop(sums, { from: sums, to: end, step: VECTOR }, [
      set(total, v128.load(out)),
      set(at, sums),
      countedLoop(tile, { from: 0, to: tiles, step: 1 }, [
        set(total, lanes.add(total, v128.load(at))),
        set(at, i32.add(at, perTurn)),
      ]),
      v128.store(out, total),
      set(out, i32.add(out, VECTOR)),
    ]),
  );
}
