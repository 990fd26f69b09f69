import { emitModule } from './emitModule.js';
import type { Graph, Operation, Value } from './graph.js';
import { assignAddresses } from './memory.js';
import type { Pointer } from './pointer.js';
import { planRegion, type RegionPlan } from './region.js';
import { schedule, type PlainStep, type Region, type Schedule } from './schedule.js';
import { Storages } from './storages.js';
import { isReduction } from './tileForm.js';
import { viewOf } from './views.js';
import type { MemoryLimits, ModuleBuilder } from '../wasm/index.js';

/** A sum over rows: its tiles' sums, and where the total goes; the same if one thread adds them in order. */
export interface Total {
  readonly operation: Operation;
  readonly sums: Pointer;
  readonly out: Pointer;
}

/** A step with what it needs to be run. */
export type PlannedStep =
  | (RegionPlan & { readonly kind: 'region'; readonly index: number; readonly totals: readonly Total[] })
  | (PlainStep & { readonly inputs: readonly Pointer[]; readonly out: Pointer }); // prettier-ignore

/** A graph made ready: steps in order, and a place in memory for all that they touch. */
export interface Plan {
  readonly graph: Graph;
  readonly schedule: Schedule;
  readonly steps: readonly PlannedStep[];
  readonly regions: readonly Region[];
  readonly inputs: readonly Pointer[];
  readonly outputs: readonly Pointer[];
  readonly constants: readonly { readonly data: ArrayLike<number>; readonly place: Pointer; readonly value: Value }[];
  /** bytes that all threads share, then of each thread's own */
  readonly sharedBytes: number;
  readonly scratchBytes: number;
  emit(limits: MemoryLimits): ModuleBuilder;
} // prettier-ignore

/** @param apart whether the tiles of a region may be done by several threads. */
export function planOf(graph: Graph, apart: boolean): Plan {
  const planned = schedule(graph);
  const storages = new Storages(apart);
  const last = planned.steps.length;
  const inputs = graph.inputs.map((x) => storages.rows(x));
  const constants = constantsOf(graph).map((value) => {
    const place = storages.rows(value);
    // written once, for all runs
    place.block.use(last);
    return { value, data: value.data, place };
  });
  let regions = 0;
  const steps = planned.steps.map((step, moment): PlannedStep => {
    storages.moment = moment;
    if (step.kind === 'plain') {
      const { operation } = step;
      const read = operation.inputs.map((x) => storages.rows(x));
      return { ...step, inputs: read, out: storages.rows(operation) };
    }
    const plan = planRegion(step, planned, storages);
    const totals = step.operations
      .filter((operation) => isReduction(planned.forms.get(operation)!))
      .map((operation) => ({
        operation,
        sums: storages.partialSums(operation, step.domain),
        out: storages.rows(operation),
      }));
    return { kind: 'region', ...plan, index: regions++, totals };
  });
  storages.moment = last;
  const outputs = graph.outputs.map((x) => storages.rows(x));
  const sharedBytes = assignAddresses(storages.blocks);
  const plans = steps.filter((step) => step.kind === 'region');
  const scratchBytes = Math.max(0, ...plans.map(({ scratch }) => assignAddresses(scratch)));
  return {
    graph, schedule: planned, steps, regions: plans.map(({ region }) => region), inputs, outputs, constants, sharedBytes, scratchBytes,
    emit: (limits) => emitModule(plans, limits),
  }; // prettier-ignore
}

/** Constants that anything reads. Those read as literals only are stored in vain: they are small. */
function constantsOf({ operations, outputs }: Graph) {
  const all = [...operations.flatMap(({ inputs }) => inputs), ...outputs].map(
    (x) => viewOf(x).base,
  );
  return [...new Set(all)].filter((x) => x.kind === 'constant');
}
