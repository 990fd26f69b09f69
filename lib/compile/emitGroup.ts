import {
  branchIf, countedLoop, i32, loop, set, v128,
  type Body, type Expression, type FunctionBuilder, type Local,
} from '../wasm/index.js'; // prettier-ignore
import { emitElementwise, type ScalarFunctions } from './elementwise.js';
import { keyOf } from './graph.js';
import type { GroupOperation, Kernel, Read, SharedRead } from './kernel.js';
import { lanesOf, VECTOR, type Lanes } from './lanes.js';
import { featureBytes } from './tile.js';

type GroupKernel = Extract<Kernel, { kind: 'group' }>;
type Dot = Extract<GroupOperation, { kind: 'dot' }>;
type Vector = Expression<'v128'>;

/**
 * Vectors that a pass takes, of the 8 or 16 of a feature: as many independent sums as hide an addition's latency. Of dot
 * products two features are taken at once where their number is even: they share the loads of the inputs.
 */
const SUMS = 8;
const VECTORS_OTHERWISE = 4;

/**
 * The loop over the features of a tile, and within over its vectors, in which each operation of the group
 * is applied. A dot product keeps its sums in registers while it goes through its inputs.
 */
export function emitGroup(
  kernel: GroupKernel,
  builder: FunctionBuilder,
  pointers: readonly Local<'i32'>[],
  functions: ScalarFunctions,
): Body {
  return new GroupEmitter(kernel, builder, pointers, functions).body();
}

/** +0, all of whose bits are 0. */
function isZero(read: Read): boolean {
  return read.from === 'literal' && Object.is(read.number, 0);
}

/** A vector of a pass: number v of feature f. */
interface Place {
  readonly f: number;
  readonly v: number;
}

class GroupEmitter {
  private readonly lanes: Lanes;
  private readonly width: number;
  /** features of a pass, and vectors of each */
  private readonly beside: readonly number[];
  private readonly vectors: number;
  /** bytes of the features before this one, in a tile; of the vector at hand; of the vectors before it in its feature */
  private readonly row: Local<'i32'>;
  private readonly at: Local<'i32'>;
  private readonly within: Local<'i32'>;
  /** bytes of the numbers before this feature's, one a feature */
  private readonly feature: Local<'i32'>;
  private readonly values: readonly Local<'v128'>[];
  /** of each feature of a pass, its vectors */
  private readonly sums = new Map<Dot, readonly (readonly Local<'v128'>[])[]>();
  /** numbers that all rows share, kept where they change: once, or for each feature */
  private readonly shared = new Map<string, Local<'v128'>>();
  private readonly once: Body[] = [];
  private readonly perFeature: Body[] = [];

  constructor(
    private readonly kernel: GroupKernel,
    private readonly builder: FunctionBuilder,
    private readonly pointers: readonly Local<'i32'>[],
    private readonly functions: ScalarFunctions,
  ) {
    const { dtype, operations } = kernel;
    this.lanes = lanesOf(dtype);
    this.width = featureBytes(dtype);
    const dots = operations.filter((operation) => operation.kind === 'dot');
    const paired = dots.length > 0 && kernel.features % 2 === 0;
    this.beside = paired ? [0, 1] : [0];
    this.vectors = dots.length > 0 ? SUMS / this.beside.length : VECTORS_OTHERWISE;
    this.row = builder.local('i32', 'row');
    this.at = builder.local('i32', 'at');
    this.within = builder.local('i32', 'within');
    this.feature = builder.local('i32', 'feature');
    this.values = operations.map((_, k) => builder.local('v128', `value${k}`));
    for (const dot of dots) {
      const vectors = Array.from({ length: this.vectors }, (_, v) => v);
      this.sums.set(
        dot,
        this.beside.map((f) => vectors.map((v) => builder.local('v128', `sum${f}_${v}`))),
      );
    }
  }

  body(): Body {
    const { features } = this.kernel;
    const { bytes } = this.lanes;
    const count = this.beside.length;
    const inner = this.overVectors();
    if (features === 1) return [this.once, this.perFeature, inner];
    return [
      this.once,
      set(this.feature, 0),
      countedLoop(this.row, { from: 0, to: features * this.width, step: count * this.width }, [
        this.perFeature,
        inner,
        set(this.feature, i32.add(this.feature, count * bytes)),
      ]),
    ];
  }

  private overVectors(): Body {
    const step = this.vectors * VECTOR;
    const block = this.block();
    return countedLoop(this.within, { from: 0, to: this.width, step }, [
      set(this.at, i32.add(this.row, this.within)),
      block,
    ]);
  }

  /** What is done for `vectors` vectors of a feature. */
  private block(): Body {
    const { operations } = this.kernel;
    const dots = operations.flatMap((operation) =>
      operation.kind === 'dot' ? [this.dot(operation)] : [],
    );
    const vectors = this.beside.map((f) =>
      Array.from({ length: this.vectors }, (_, v) =>
        operations.map((operation, k) => this.apply(operation, k, { f, v })),
      ),
    );
    return [dots, vectors];
  }

  private apply(operation: GroupOperation, k: number, place: Place): Body {
    const value = this.values[k];
    const { store } = operation;
    return [
      set(value, this.valueOf(operation, place)),
      store === null
        ? []
        : v128.store(i32.add(this.pointers[store], this.at), value, this.offsetOf(place)),
    ];
  }

  /** Bytes from the first vector of a pass to another. */
  private offsetOf({ f, v }: Place): number {
    return f * this.width + v * VECTOR;
  }

  private valueOf(operation: GroupOperation, place: Place): Vector {
    const { f, v } = place;
    if (operation.kind === 'dot') return this.sums.get(operation)![f][v];
    if (operation.kind === 'rowSum') return this.rowSum(operation, v);
    const operands = operation.operands.map((read) => this.read(read, place));
    if (operation.primitive === 'where' && isZero(operation.operands[2])) {
      const [condition, x] = operands;
      return v128.and(x, this.lanes.ne(condition, this.literal(0)));
    }
    const { primitive, params } = operation;
    return emitElementwise(this.lanes, primitive, operands, params, this.functions);
  }

  private read(read: Read, place: Place): Vector {
    switch (read.from) {
      case 'operation':
        return this.values[read.index];
      case 'tile': {
        const pointer = this.pointers[read.pointer];
        return read.stride === 1
          ? v128.load(i32.add(pointer, this.at), this.offsetOf(place))
          : v128.load(i32.add(pointer, this.within), place.v * VECTOR);
      }
      default:
        return this.sharedNumber(read, place.f);
    }
  }

  private literal(number: number): Vector {
    return this.kept(keyOf(number), this.once, this.lanes.splat(number));
  }

  private sharedNumber(read: SharedRead, f: number): Vector {
    if (read.from === 'literal') return this.literal(read.number);
    const { pointer, stride } = read;
    const address = this.pointers[pointer];
    if (stride === 0) {
      return this.kept(`pointer ${pointer}`, this.once, this.lanes.loadSplat(address));
    }
    const number = this.lanes.loadSplat(i32.add(address, this.feature), f * this.lanes.bytes);
    return this.kept(`pointer ${pointer} feature ${f}`, this.perFeature, number);
  }

  /** A vector that is set once, in a place before the loop over vectors. */
  private kept(key: string, place: Body[], vector: Vector): Vector {
    let local = this.shared.get(key);
    if (local === undefined) {
      local = this.builder.local('v128', 'shared');
      this.shared.set(key, local);
      place.push(set(local, vector));
    }
    return local;
  }

  private dot(operation: Dot): Body {
    const { inner, along, across, start } = operation;
    const { bytes } = this.lanes;
    const sums = this.sums.get(operation)!;
    const x = this.builder.local('i32', 'x');
    const end = this.builder.local('i32', 'end');
    const weight = this.builder.local('i32', 'weight');
    const input = this.builder.local('v128', 'input');
    const factors = this.beside.map((f) => this.builder.local('v128', `factor${f}`));
    const { mul, add, loadSplat } = this.lanes;
    const ahead = i32.mul(this.feature, across);
    return [
      sums.map((of, f) => {
        const first = this.sharedNumber(start, f);
        return of.map((sum) => set(sum, first));
      }),
      set(x, i32.add(this.pointers[operation.x], this.within)),
      set(end, i32.add(x, inner * this.width)),
      set(weight, i32.add(this.pointers[operation.weight], ahead)),
      loop((again) => [
        factors.map((factor, f) => set(factor, loadSplat(weight, f * across * bytes))),
        Array.from({ length: this.vectors }, (_, v) => [
          set(input, v128.load(x, v * VECTOR)),
          factors.map((factor, f) => set(sums[f][v], add(sums[f][v], mul(input, factor)))),
        ]),
        set(x, i32.add(x, this.width)),
        set(weight, i32.add(weight, along * bytes)),
        branchIf(again, i32.lt_u(x, end)),
      ]),
    ];
  }

  /** The written order of a sum of `inner` numbers (docs/arithmetic.md 2.2), for the rows of a vector. */
  private rowSum({ x, inner }: Extract<GroupOperation, { kind: 'rowSum' }>, v: number): Vector {
    const { add, splat } = this.lanes;
    const start = i32.add(this.pointers[x], this.within);
    let total: Vector = this.literal(0);
    for (let chunk = 0; chunk < inner; chunk += 32) {
      const lanes = [0, 1, 2, 3].map((lane) => {
        let sum: Vector = splat(0);
        for (let r = chunk + lane; r < Math.min(chunk + 32, inner); r += 4) {
          sum = add(sum, v128.load(start, r * this.width + v * VECTOR));
        }
        return sum;
      });
      total = add(total, add(add(lanes[0], lanes[1]), add(lanes[2], lanes[3])));
    }
    return total;
  }
}
