import type { Session, WorkerPool } from '../parallel/index.js';
import {
  DenseTensor, evaluate, scalarFunctions, type DType, type Floats,
} from '../tensor/index.js'; // prettier-ignore
import { host, instantiate, vectorsConform, type HostMemory } from '../wasm/index.js';
import type { Exports } from './emitModule.js';
import type { Graph, Value } from './graph.js';
import { planOf, type Plan, type PlannedStep } from './plan.js';
import { addressOf, type Pointer } from './pointer.js';
import * as tileTask from './tileTask.js';
import { Outputs } from './outputs.js';
import { tileWork, type TileContext } from './tileTask.js';
import { tilesOf, TURN } from './tile.js';

type RegionStep = Extract<PlannedStep, { kind: 'region' }>;

const PAGE = 65536;

/** Fewer tiles than this are done sooner than other threads wake up. */
const TILES_WORTH_SHARING = 4;

/**
 * A graph that can be run: its module, and the memory in which it works. One run at a time; what a run
 * returns is copied out and stays.
 */
export class Program {
  readonly plan: Plan;
  private readonly memory: HostMemory;
  private readonly exports: Exports;
  private readonly session: Session | null;
  private readonly steps: (() => void)[];
  private readonly inputs: readonly Floats[];
  private readonly outputs: Outputs;

  constructor(graph: Graph, pool?: WorkerPool) {
    if (!vectorsConform()) {
      throw new Error(
        'expected WebAssembly whose vectors keep to the arithmetic, this host has none',
      );
    }
    const workers = pool?.workers ?? 1;
    const plan = planOf(graph, workers > 1);
    this.plan = plan;
    const bytes = plan.sharedBytes + workers * plan.scratchBytes;
    const pages = Math.ceil(bytes / PAGE);
    const shared = workers > 1;
    const limits = shared ? { maximum: pages, shared } : {};
    const module = new host.Module(plan.emit(limits).toBytes());
    this.memory = new host.Memory({ initial: pages, ...limits });
    this.exports = instantiate(module, { env: { memory: this.memory }, math: scalarFunctions });
    const context: TileContext = {
      module,
      memory: this.memory,
      scratch: plan.sharedBytes,
      scratchBytes: plan.scratchBytes,
      rows: plan.regions.map(({ domain }) => domain.rows),
    };
    this.session =
      pool === undefined || workers === 1
        ? null
        : pool.open(new URL('./tileTask.js', import.meta.url), tileTask, context);
    this.steps = plan.steps.map((step) =>
      step.kind === 'region' ? this.regionStep(step) : this.plainStep(step),
    );
    for (const { data, place, value } of plan.constants) this.view(place, value).set(data);
    this.inputs = graph.inputs.map((x, k) => this.view(plan.inputs[k], x));
    this.outputs = new Outputs(
      graph.outputs.map((x, k) => [this.view(plan.outputs[k], x), x.shape]),
    );
  }

  run(inputs: readonly DenseTensor[]): DenseTensor[] {
    inputs.forEach(({ data }, k) => this.inputs[k].set(data));
    for (const step of this.steps) step();
    return this.outputs.copies();
  }

  /** Lets the other threads forget the program. */
  close(): void {
    this.session?.close();
  }

  private regionStep({ index, region, totals }: RegionStep): () => void {
    const { rows, dtype } = region.domain;
    const tiles = tilesOf(rows);
    const work = tileWork(this.exports, index, rows, this.plan.sharedBytes);
    const { session } = this;
    const regions = this.plan.regions.length;
    const addUp = this.exports[`addUp_${dtype}`];
    const outs = totals.map(({ out, operation }) => this.view(out, operation));
    const apart = session === null ? [] : totals;
    // without sums to be added in order, all tiles are one turn
    const most = apart.length > 0 ? TURN : tiles;
    return () => {
      for (const out of outs) out.fill(0);
      for (let first = 0, turn = 0; first < tiles; first += most, turn++) {
        const count = Math.min(most, tiles - first);
        if (session !== null && count >= TILES_WORTH_SHARING) {
          session.run(turn * regions + index, count);
        } else {
          for (let k = 0; k < count; k++) work(turn, k);
        }
        for (const { sums, out } of apart) {
          addUp(addressOf(sums), sums.perTurn, count, addressOf(out));
        }
      }
    };
  }

  private plainStep(step: Extract<PlannedStep, { kind: 'plain' }>): () => void {
    const { operation, inputs, out } = step;
    const { primitive, params } = operation;
    const operands = operation.inputs.map(
      (x, k) => new DenseTensor(this.view(inputs[k], x), x.shape),
    );
    const result = this.view(out, operation);
    return () => result.set(evaluate(primitive, operands, params).data);
  }

  private view(pointer: Pointer, { dtype, size }: Value): Floats {
    return this.numbers(pointer, dtype, size);
  }

  private numbers(pointer: Pointer, dtype: DType, size: number): Floats {
    const { buffer } = this.memory;
    const address = addressOf(pointer);
    return dtype === 'float64'
      ? new Float64Array(buffer, address, size)
      : new Float32Array(buffer, address, size);
  }
}
