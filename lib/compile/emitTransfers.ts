import {
  countedLoop, i32, set, v128, type Body, type FunctionBuilder, type Local,
} from '../wasm/index.js'; // prettier-ignore
import type { Kernel } from './kernel.js';
import { lanesOf, VECTOR } from './lanes.js';
import { featureBytes } from './tile.js';

type Transfer = Extract<Kernel, { kind: 'load' | 'store' }>;

/** Between rows of `features` numbers and a tile, in the direction of the kernel's kind. */
export function emitTransfer(
  { kind, dtype, features }: Transfer,
  builder: FunctionBuilder,
  pointers: readonly Local<'i32'>[],
): Body {
  const lanes = lanesOf(dtype);
  const [rows, tile] = kind === 'load' ? pointers : [pointers[1], pointers[0]];
  const width = featureBytes(dtype);
  const stride = features * lanes.bytes;
  const end = builder.local('i32', 'end');
  const row = builder.local('i32', 'row');
  const stop = builder.local('i32', 'stop');
  const move =
    kind === 'load'
      ? v128.store(tile, lanes.gather(row, stride))
      : lanes.scatter(row, stride, v128.load(tile));
  return [
    set(end, i32.add(rows, stride)),
    countedLoop(rows, { from: rows, to: end, step: lanes.bytes }, [
      set(row, rows),
      set(stop, i32.add(tile, width)),
      countedLoop(tile, { from: tile, to: stop, step: VECTOR }, [
        move,
        set(row, i32.add(row, lanes.count * stride)),
      ]),
    ]),
  ];
}
