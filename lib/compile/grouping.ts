import type { Operation } from './graph.js';
import type { Region } from './schedule.js';
import { isReduction, type TileForm } from './tileForm.js';

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

export function group(region: Region, forms: ReadonlyMap<Operation, TileForm>): Grouping {
  const groups: Group[] = [];
  const groupOf = new Map<Operation, number>();
  const reductions: Operation[] = [];
  for (const operation of region.operations) {
    const form = forms.get(operation)!;
    if (isReduction(form)) {
      reductions.push(operation);
      continue;
    }
    const index = indexFor(form, groups, groupOf, forms);
    groups[index] ??= { features: form.features, operations: [] };
    groups[index].operations.push(operation);
    groupOf.set(operation, index);
  }
  const sums = Array.from({ length: groups.length + 1 }, (): Operation[] => []);
  for (const operation of reductions) {
    const after = forms.get(operation)!.operands.map((operand) => {
      return operand.role === 'row' ? (groupOf.get(operand.value as Operation) ?? -1) : -1;
    });
    sums[Math.max(...after) + 1].push(operation);
  }
  return { groups, sums };
}

/** The group that an operation joins, or the number of groups: a new one. */
function indexFor(
  form: TileForm,
  groups: readonly Group[],
  groupOf: ReadonlyMap<Operation, number>,
  forms: ReadonlyMap<Operation, TileForm>,
): number {
  let earliest = 0;
  const beside: number[] = [];
  for (const operand of form.operands) {
    if (operand.role !== 'row') continue;
    const index = groupOf.get(operand.value as Operation);
    if (index === undefined) continue;
    // an element by element operand of as many features may come from the same loop
    const passes =
      form.kind === 'elementwise' &&
      forms.get(operand.value as Operation)!.features === form.features;
    earliest = Math.max(earliest, passes ? index : index + 1);
    if (passes) beside.push(index);
  }
  const open = beside.filter((index) => {
    return index >= earliest && groups[index].operations.length < LARGEST_GROUP;
  });
  return form.kind !== 'elementwise' || open.length === 0 ? groups.length : Math.max(...open);
}
