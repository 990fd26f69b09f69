import type { Graph, Operation, Value } from './graph.js';
import {
  batchExtents, featuresOf, isReduction, sameDomain, tileForm, type Domain, type RowOperand, type TileForm,
} from './tileForm.js'; // prettier-ignore
import { viewOf } from './views.js';

/** Operations of one domain that are done together, tile by tile, in one pass over its rows. */
export interface Region {
  readonly kind: 'region';
  readonly domain: Domain;
  readonly operations: Operation[];
}

/** One operation done by the plain executor. */
export interface PlainStep {
  readonly kind: 'plain';
  readonly operation: Operation;
}

export type Step = Region | PlainStep;

/** The steps of a program in order, and what is handed from one to another. */
export interface Schedule {
  readonly steps: readonly Step[];
  readonly forms: ReadonlyMap<Operation, TileForm>;
  /** the step that computes an operation */
  readonly stepOf: ReadonlyMap<Operation, Step>;
  /** wanted as row-major numbers: by plain steps, by other domains, by the caller */
  readonly rowMajor: ReadonlySet<Operation>;
  /** wanted as tiles by later regions of the same domain */
  readonly tiled: ReadonlySet<Operation>;
}

/**
 * Cuts a graph into steps. An operation belongs to the earliest stage at which its operands are at hand: within
 * a region a row's numbers are passed on at once, everything else waits for the next stage. A stage
 * has one region for each domain.
 */
export function schedule(graph: Graph): Schedule {
  const batches = batchExtents(graph);
  const forms = new Map<Operation, TileForm>();
  const needed = neededOperations(graph, batches, forms);
  const stages = new Map<Operation, number>();
  for (const operation of needed) stages.set(operation, stageOf(operation, forms, stages));

  const steps: Step[] = [];
  const stepOf = new Map<Operation, Step>();
  const last = Math.max(...stages.values());
  for (let stage = 0; stage <= last; stage++) {
    const regions: Region[] = [];
    for (const operation of needed.filter((x) => stages.get(x) === stage)) {
      const form = forms.get(operation);
      const step =
        form === undefined
          ? ({ kind: 'plain', operation } as const)
          : regionFor(form.domain, regions);
      if (step.kind === 'region') step.operations.push(operation);
      else steps.push(step);
      stepOf.set(operation, step);
    }
    steps.push(...regions);
  }
  return { steps, forms, stepOf, ...handedOn(graph, needed, forms, stepOf) };
}

function regionFor(domain: Domain, regions: Region[]): Region {
  const present = regions.find((region) => sameDomain(region.domain, domain));
  if (present !== undefined) return present;
  const region: Region = { kind: 'region', domain, operations: [] };
  regions.push(region);
  return region;
}

/** The values whose numbers an operation reads. */
function sourcesOf(operation: Operation, form: TileForm | undefined): Value[] {
  const values =
    form === undefined
      ? operation.inputs
      : form.operands.flatMap((operand) => (operand.role === 'literal' ? [] : [operand.value]));
  return values.map((x) => viewOf(x).base);
}

/** What has to be computed, in order; notes the forms of what regions compute. */
function neededOperations(
  { operations, outputs }: Graph,
  batches: ReadonlySet<number>,
  forms: Map<Operation, TileForm>,
): Operation[] {
  const wanted = new Set<Value>(outputs.map((x) => viewOf(x).base));
  const needed = operations.toReversed().filter((operation) => {
    if (!wanted.has(operation)) return false;
    const form = tileForm(operation, batches) ?? undefined;
    if (form !== undefined) forms.set(operation, form);
    sourcesOf(operation, form).forEach((source) => wanted.add(source));
    return true;
  });
  return needed.reverse();
}

function stageOf(
  operation: Operation,
  forms: ReadonlyMap<Operation, TileForm>,
  stages: ReadonlyMap<Operation, number>,
): number {
  const form = forms.get(operation);
  let earliest = 0;
  const after = (source: Value, together: boolean): void => {
    if (source.kind !== 'operation') return;
    earliest = Math.max(earliest, stages.get(source)! + (together ? 0 : 1));
  };
  if (form === undefined) sourcesOf(operation, form).forEach((source) => after(source, false));
  for (const operand of form?.operands ?? []) {
    if (operand.role === 'literal') continue;
    const together = operand.role === 'row' && passesTiles(operand, form!, forms);
    after(together ? operand.value : viewOf(operand.value).base, together);
  }
  return earliest;
}

/** Whether an operand is computed as tiles of the same domain. */
export function passesTiles(
  { value }: RowOperand,
  { domain }: TileForm,
  forms: ReadonlyMap<Operation, TileForm>,
): boolean {
  const form = value.kind === 'operation' ? forms.get(value) : undefined;
  return form !== undefined && sameDomain(form.domain, domain) && !isReduction(form);
}

function handedOn(
  { outputs }: Graph,
  needed: readonly Operation[],
  forms: ReadonlyMap<Operation, TileForm>,
  stepOf: ReadonlyMap<Operation, Step>,
): Pick<Schedule, 'rowMajor' | 'tiled'> {
  const rowMajor = new Set<Operation>();
  const tiled = new Set<Operation>();
  const wantRowMajor = (value: Value): void => {
    const { base } = viewOf(value);
    if (base.kind === 'operation') rowMajor.add(base);
  };
  outputs.forEach(wantRowMajor);
  for (const operation of needed) {
    const form = forms.get(operation);
    if (form === undefined) {
      operation.inputs.forEach(wantRowMajor);
      continue;
    }
    for (const operand of form.operands) {
      if (operand.role === 'literal') continue;
      if (operand.role === 'uniform' || !passesTiles(operand, form, forms)) {
        wantRowMajor(operand.value);
        continue;
      }
      const source = operand.value as Operation;
      if (stepOf.get(source) === stepOf.get(operation)) continue;
      // with one feature a row, tiles and row-major numbers are the same
      if (featuresOf(source, form.domain) === 1) rowMajor.add(source);
      else tiled.add(source);
    }
  }
  return { rowMajor, tiled };
}
