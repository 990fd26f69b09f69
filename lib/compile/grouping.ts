import type { Operation } from './graph.js';
import type { Region } from './schedule.js';
import { isReduction, type LoopForm, type RowOperand, type TileForm } from './tileForm.js';

/**
 * Operations done in one loop over the features of a tile. What one hands to another of its group stays in
 * registers.
 */
export interface Group {
  readonly features: number;
  readonly operations: Operation[];
}

/** The work of a region on a tile: groups in order, and the sums over rows that follow each. */
export interface Grouping {
  readonly groups: readonly Group[];
  /** sums[k] can be taken after group k − 1 */
  readonly sums: readonly (readonly Operation[])[];
}

/** More operations in one loop spill registers. */
const LARGEST_GROUP = 12;

export function groupingOf(region: Region, forms: ReadonlyMap<Operation, TileForm>): Grouping {
  const grouper = new Grouper(forms);
  const reductions: Operation[] = [];
  for (const operation of region.operations) {
    if (isReduction(forms.get(operation)!)) reductions.push(operation);
    else grouper.place(operation);
  }
  return grouper.finish(reductions);
}

class Grouper {
  private readonly groups: Group[] = [];
  private readonly groupOf = new Map<Operation, number>();
  /** need nothing of the region: wait for the first that needs them */
  private readonly waiting = new Set<Operation>();

  constructor(private readonly forms: ReadonlyMap<Operation, TileForm>) {}

  place(operation: Operation): void {
    const form = this.formOf(operation);
    const operands = form.operands.flatMap((operand) =>
      operand.role === 'row' && this.isPlaced(operand.value as Operation)
        ? [operand.value as Operation]
        : [],
    );
    if (operands.length === 0 && form.kind === 'elementwise') {
      this.waiting.add(operation);
      return;
    }
    // element by element operands of as many features may come from the same loop
    const passing = operands.filter(
      (x) => form.kind === 'elementwise' && this.formOf(x).features === form.features,
    );
    operands.filter((x) => !passing.includes(x)).forEach((x) => this.release(x));
    const known = operands.flatMap((x) => this.groupOf.get(x) ?? []);
    const earliest = Math.max(0, ...known);
    const open = passing
      .flatMap((x) => this.groupOf.get(x) ?? [])
      .filter((k) => k >= earliest && this.groups[k].operations.length < LARGEST_GROUP);
    const index = open.length === 0 ? this.groups.length : Math.max(...open);
    passing.forEach((x) => this.join(x, index));
    this.groupOf.set(operation, index);
    this.groupFor(index, form).operations.push(operation);
  }

  finish(reductions: readonly Operation[]): Grouping {
    const after = reductions.map((operation) => {
      const groups = this.forms.get(operation)!.operands.map((operand) => {
        const { value } = operand as RowOperand;
        this.release(value as Operation);
        return this.groupOf.get(value as Operation) ?? -1;
      });
      return Math.max(...groups) + 1;
    });
    this.waiting.forEach((x) => this.release(x));
    const sums = Array.from({ length: this.groups.length + 1 }, (): Operation[] => []);
    reductions.forEach((operation, k) => sums[after[k]].push(operation));
    return { groups: this.groups, sums };
  }

  private isPlaced(operation: Operation): boolean {
    return this.groupOf.has(operation) || this.waiting.has(operation);
  }

  /** Gives one that waits a group of its own. */
  private release(operation: Operation): void {
    this.join(operation, this.groups.length);
  }

  private join(operation: Operation, index: number): void {
    if (!this.waiting.delete(operation)) return;
    this.groupOf.set(operation, index);
    this.groupFor(index, this.formOf(operation)).operations.push(operation);
  }

  private formOf(operation: Operation): LoopForm {
    return this.forms.get(operation) as LoopForm;
  }

  private groupFor(index: number, { features }: LoopForm): Group {
    this.groups[index] ??= { features, operations: [] };
    return this.groups[index];
  }
}
