import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import type { WorkerPool } from '../../lib/parallel/index.js';
import { vectorsConform } from '../../lib/wasm/index.js';
import {
  layoutOf, regionOf, sharedWorkspace, workspace, workspaceOn, BLOCK, BOUNDS, LIST_LENGTH,
  ROW_GROUPS, type Layout,
} from '../../lib/transport/workspace.js'; // prettier-ignore

type Part = readonly [name: string, address: number, bytes: number];

/** What the documentation of a layout says of its parts, without the regions. */
function partsOf(layout: Layout): Part[] {
  const { rows, columns, width, dimension, stored } = layout;
  assert.equal(width, columns + ((16 - (columns % 16)) % 16));
  return [
    ['x', layout.x, 8 * rows * dimension],
    ['prices', layout.prices, 8 * width],
    ['listColumns', layout.listColumns, 4 * rows * LIST_LENGTH],
    ['listCosts', layout.listCosts, 8 * rows * LIST_LENGTH],
    ['listLength', layout.listLength, 4 * rows],
    ['listBounds', layout.listBounds, 8 * rows * BOUNDS],
    ['rowPotential', layout.rowPotential, 8 * rows],
    ['rowError', layout.rowError, 8 * rows],
    ['columnError', layout.columnError, 8 * width],
    ['costs', layout.costs, stored ? 8 * rows * width : 0],
  ];
}

function partsOfRegion(layout: Layout, worker: number): Part[] {
  const region = regionOf(layout, worker);
  const { width, dimension } = layout;
  return [
    ['y', region.y, 8 * width * dimension],
    ['row', region.row, 8 * width],
    ['foundColumns', region.foundColumns, 4 * width],
    ['foundCosts', region.foundCosts, 8 * width],
    ['minima', region.minima, 8 * 16],
    ['block', region.block, 8 * ROW_GROUPS * BLOCK],
  ];
}

/** The parts lie behind one another from `start` to `end`, and none begins more than 127 bytes behind the last one. */
function assertPacked(parts: readonly Part[], start: number, end: number): void {
  const sorted = parts.filter(([, , bytes]) => bytes > 0).sort(([, p], [, q]) => p - q);
  let free = start;
  for (const [name, address, bytes] of sorted) {
    assert.ok(address >= free, `${name} begins at ${address}, before ${free}`);
    assert.ok(address < free + 128, `${name} begins at ${address}, long after ${free}`);
    assert.equal(address % 16, 0);
    free = address + bytes;
  }
  assert.ok(end >= free && end < free + 128, `the end is ${end}, and the last part's ${free}`);
}

test('the parts of the memory and of each region lie apart, at multiples of 16, and leave little room between them', () => {
  fc.assert(
    fc.property(
      fc.record({
        rows: fc.integer({ min: 1, max: 70 }),
        columns: fc.integer({ min: 1, max: 70 }),
        dimension: fc.integer({ min: 0, max: 5 }),
        stored: fc.boolean(),
        workers: fc.integer({ min: 1, max: 3 }),
      }),
      ({ workers, ...shape }) => {
        const layout = layoutOf({ ...shape, euclidean: false, listRank: 10 }, workers);
        const { region, regionBytes, size } = layout;
        assert.equal(layout.workers, workers);
        const regions: Part = ['regions', region, workers * regionBytes];
        assertPacked([...partsOf(layout), regions], 0, size);
        for (let worker = 0; worker < workers; worker++) {
          const start = region + worker * regionBytes;
          assertPacked(partsOfRegion(layout, worker), start, start + regionBytes);
        }
      },
    ),
  );
});

test('what one thread writes to a shared workspace another one reads, and its kernels work on', () => {
  if (!vectorsConform()) return;
  const own = sharedWorkspace(3 * 65536, {} as WorkerPool);
  assert.ok(own !== null);
  assert.ok(own.buffer instanceof SharedArrayBuffer);
  assert.equal(own.buffer.byteLength, 3 * 65536);
  const other = workspaceOn(own.shared);
  new Float64Array(own.buffer).set(Array<number>(16).fill(3), 0);
  new Float64Array(own.buffer).set(Array<number>(16).fill(5), 16);
  other.kernels.lower(0, 128, 16);
  assert.deepEqual([...new Float64Array(own.buffer, 128, 16)], Array(16).fill(3));
});

test('a workspace has at least the bytes asked for', () => {
  const { buffer } = workspace(65537);
  assert.ok(buffer.byteLength >= 65537);
});

test('without WebAssembly there are the plain kernels, on so many bytes, and no shared workspace', () => {
  const module = new URL('../../lib/transport/workspace.js', import.meta.url);
  const program = `
    delete globalThis.WebAssembly;
    const { sharedWorkspace, workspace } = await import(${JSON.stringify(module)});
    const { buffer, kernels } = workspace(513);
    const numbers = new Float64Array(buffer);
    numbers.fill(3, 0, 16);
    numbers.fill(5, 16, 32);
    kernels.lower(0, 128, 16);
    const shared = sharedWorkspace(513, {});
    process.stdout.write(JSON.stringify({ bytes: buffer.byteLength, lowered: [...numbers.slice(16, 32)], shared }));
  `;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
  });
  assert.deepEqual(JSON.parse(stdout), { bytes: 520, lowered: Array(16).fill(3), shared: null });
});
