import { groupingOf, type Grouping } from './grouping.js';
import type { Operation } from './graph.js';
import type { GroupOperation, Kernel, Read, SharedRead } from './kernel.js';
import { Block } from './memory.js';
import { samePlace, type Pointer } from './pointer.js';
import { passesTiles, type Region, type Schedule } from './schedule.js';
import type { Storages } from './storages.js';
import { featureBytes, TILE } from './tile.js';
import { featuresOf, type Operand, type RowOperand, type TileForm } from './tileForm.js';

/** A kernel with what it works on. */
export interface Task {
  readonly kernel: Kernel;
  readonly pointers: readonly Pointer[];
  /** only for the last tile, which is not full */
  readonly lastTile: boolean;
}

/** The work of a region on one tile; it needs so many bytes of scratch memory. */
export interface RegionPlan {
  readonly region: Region;
  readonly tasks: readonly Task[];
  readonly scratch: readonly Block[];
}

/** Plans the work of a region on a tile. */
export function planRegion(region: Region, schedule: Schedule, storages: Storages): RegionPlan {
  return new RegionPlanner(region, schedule, storages).plan();
}

class RegionPlanner {
  private readonly tasks: Task[] = [];
  private readonly scratch: Block[] = [];
  private readonly places = new Map<Operation, Pointer>();
  private readonly loaded: { readonly rows: Pointer; readonly tile: Pointer }[] = [];
  private readonly usedElsewhere: ReadonlySet<Operation>;
  private readonly grouping: Grouping;
  private readonly featureBytes: number;

  constructor(
    private readonly region: Region,
    private readonly schedule: Schedule,
    private readonly storages: Storages,
  ) {
    this.grouping = groupingOf(region, schedule.forms);
    this.usedElsewhere = this.findUsedElsewhere();
    this.featureBytes = featureBytes(region.domain.dtype);
  }

  plan(): RegionPlan {
    const { groups, sums } = this.grouping;
    sums[0].forEach((operation) => this.sum(operation));
    groups.forEach(({ features, operations }, k) => {
      this.group(features, operations);
      sums[k + 1].forEach((operation) => this.sum(operation));
    });
    return { region: this.region, tasks: this.tasks, scratch: this.scratch };
  }

  /** Operations whose tiles are read by other groups or by sums. */
  private findUsedElsewhere(): Set<Operation> {
    const used = new Set<Operation>();
    const { groups, sums } = this.grouping;
    const own = new Set<Operation>();
    const note = (operation: Operation): void => {
      for (const operand of this.formOf(operation).operands) {
        if (operand.role === 'row' && !own.has(operand.value as Operation)) {
          used.add(operand.value as Operation);
        }
      }
    };
    for (const { operations } of groups) {
      own.clear();
      operations.forEach((operation) => own.add(operation));
      operations.forEach(note);
    }
    own.clear();
    sums.flat().forEach(note);
    return used;
  }

  private group(features: number, operations: readonly Operation[]): void {
    const pointers: Pointer[] = [];
    const index = new Map(operations.map((operation, k) => [operation, k]));
    const point = (pointer: Pointer): number => {
      const known = pointers.findIndex((other) => samePlace(other, pointer));
      return known >= 0 ? known : pointers.push(pointer) - 1;
    };
    const read = (operand: Operand, form: TileForm): Read => {
      if (operand.role === 'literal') return { from: 'literal', number: operand.number };
      const { value, stride } = operand;
      if (operand.role === 'uniform') {
        return { from: 'uniform', pointer: point(this.storages.rows(value)), stride };
      }
      const own = index.get(value as Operation);
      if (own !== undefined) return { from: 'operation', index: own };
      return { from: 'tile', pointer: point(this.tile(operand, form)), stride };
    };
    const stored: Operation[] = [];
    const code = operations.map((operation): GroupOperation => {
      const form = this.formOf(operation);
      const place = this.placeFor(operation, features);
      const store = place === null ? null : point(place);
      if (place !== null) stored.push(operation);
      if (form.kind === 'dot') {
        const [x, weight, start] = form.operands;
        const { inner, along, across } = form;
        const pointer = (operand: Operand): number => {
          const where = read(operand, form);
          return (where as Extract<Read, { pointer: number }>).pointer;
        };
        return {
          kind: 'dot', store, x: pointer(x), weight: pointer(weight), inner, along, across,
          start: read(start, form) as SharedRead,
        }; // prettier-ignore
      }
      if (form.kind === 'rowSum') {
        const [x] = form.operands;
        return { kind: 'rowSum', store, x: point(this.tile(x, form)), inner: form.inner };
      }
      const { primitive, params } = operation;
      const operands = form.operands.map((operand) => read(operand, form));
      return { kind: 'elementwise', store, primitive, params, operands };
    });
    const { dtype } = this.region.domain;
    this.add({ kind: 'group', dtype, features, operations: code }, pointers);
    for (const operation of stored) this.storeRows(operation, features);
  }

  /** Where an operation's tiles go, if they are wanted outside its group. */
  private placeFor(operation: Operation, features: number): Pointer | null {
    const { rowMajor, tiled } = this.schedule;
    const rows = rowMajor.has(operation);
    if (!rows && !tiled.has(operation) && !this.usedElsewhere.has(operation)) return null;
    const place = tiled.has(operation)
      ? this.storages.tiled(operation, this.region.domain)
      : rows && features === 1
        ? this.storages.rows(operation, this.featureBytes)
        : this.scratchTile(features);
    this.places.set(operation, place);
    return place;
  }

  private storeRows(operation: Operation, features: number): void {
    if (features === 1 || !this.schedule.rowMajor.has(operation)) return;
    const rows = this.storages.rows(operation, features * this.featureBytes);
    const { dtype } = this.region.domain;
    this.add({ kind: 'store', dtype, features }, [this.places.get(operation)!, rows]);
  }

  private sum(operation: Operation): void {
    const form = this.formOf(operation);
    const { dtype, rows } = this.region.domain;
    const features = form.operands.map((operand) => {
      return featuresOf((operand as RowOperand).value, this.region.domain);
    });
    const tiles = form.operands.map((operand) => this.tile(operand as RowOperand, form, true));
    if (rows % TILE !== 0) {
      tiles.forEach((tile, k) => {
        const kernel = { kind: 'clear', dtype, features: features[k], rows: rows % TILE } as const;
        if (tiles.indexOf(tile) === k) this.add(kernel, [tile], true);
      });
    }
    const out = this.storages.partialSums(operation, this.region.domain);
    const onto = out.perTurn === 0;
    const kernel: Kernel =
      form.kind === 'sumRows'
        ? { kind: 'sumRows', dtype, features: features[0], onto }
        : { kind: 'contractRows', dtype, p: features[0], q: features[1], onto };
    this.add(kernel, [...tiles, out]);
  }

  /** The tiles of a row operand; `writable`: rows without data may be cleared there. */
  private tile(operand: RowOperand, form: TileForm, writable = false): Pointer {
    const { domain } = this.region;
    const { value } = operand;
    if (passesTiles(operand, form, this.schedule.forms)) {
      const own = this.places.get(value as Operation);
      if (own !== undefined) return own;
      return featuresOf(value, domain) === 1
        ? this.storages.rows(value, this.featureBytes)
        : this.storages.tiled(value as Operation, domain);
    }
    const features = operand.stride === 0 ? 1 : featuresOf(value, domain);
    const rows = this.storages.rows(value, features * this.featureBytes);
    const mayBeCleared = writable && domain.rows % TILE !== 0;
    if (features === 1 && !mayBeCleared) return rows;
    return this.load(rows, features);
  }

  private load(rows: Pointer, features: number): Pointer {
    const known = this.loaded.find((other) => samePlace(other.rows, rows));
    if (known !== undefined) return known.tile;
    const tile = this.scratchTile(features);
    this.loaded.push({ rows, tile });
    this.add({ kind: 'load', dtype: this.region.domain.dtype, features }, [rows, tile]);
    return tile;
  }

  private scratchTile(features: number): Pointer {
    const block = new Block(features * this.featureBytes, this.tasks.length);
    this.scratch.push(block);
    return { block, offset: 0, perTile: 0, perTurn: 0, scratch: true };
  }

  private add(kernel: Kernel, pointers: readonly Pointer[], lastTile = false): void {
    for (const { block, scratch } of pointers) if (scratch) block.use(this.tasks.length);
    this.tasks.push({ kernel, pointers, lastTile });
  }

  private formOf(operation: Operation): TileForm {
    return this.schedule.forms.get(operation)!;
  }
}
