import { vectorsConform } from './conformance.js';
import { host, instantiate, type HostMemory, type HostModule } from './host.js';
import type { MemoryLimits } from './memory.js';
import type { ModuleBuilder } from './moduleBuilder.js';

const PAGE = 65536;
const MEBIBYTE = 16 * PAGE;

/** A memory of up to this size is kept for the next use. */
const KEPT_BYTES = 64 * MEBIBYTE;

/** What modules allow of a memory between threads: all that 32-bit addresses reach. */
const MOST_PAGES = 65536;

/** Kernels and the memory that they work on. */
export interface Scratch<E> {
  readonly memory: HostMemory;
  readonly kernels: E;
}

/** The same with what another thread needs to open it: `Kernels.on(memory, module)`. */
export interface SharedScratch<E> extends Scratch<E> {
  readonly module: HostModule;
}

/**
 * A module of kernels that is assembled when first wanted, with memory for them to work on. Memories
 * are costly to make, so one is kept and handed out again: in a thread there is one user at a time, and
 * what the last one left in it is still there.
 */
export class Kernels<E> {
  /** null: the host cannot run the module */
  #module: HostModule | null | undefined;
  #sharedModule: HostModule | null | undefined;
  #kept: Scratch<E> | undefined;
  readonly #keptFor = new WeakMap<object, SharedScratch<E>>();

  constructor(private readonly build: (limits: MemoryLimits) => ModuleBuilder) {}

  /** Kernels on a memory of at least so many bytes, not cleared; null if the host cannot run them. */
  open(bytes: number): Scratch<E> | null {
    if (this.#kept !== undefined && this.#kept.memory.buffer.byteLength >= bytes) return this.#kept;
    this.#module ??= compile(this.build({}));
    if (this.#module === null) return null;
    const scratch = Kernels.on<E>(allocate(bytes, {}), this.#module);
    if (bytes <= KEPT_BYTES) this.#kept = scratch;
    return scratch;
  }

  /** The same on a memory between the threads of a team, kept for that team: no others write to it. */
  openShared(bytes: number, team: object): SharedScratch<E> | null {
    const kept = this.#keptFor.get(team);
    if (kept !== undefined && kept.memory.buffer.byteLength >= bytes) return kept;
    this.#sharedModule ??= compile(this.build({ maximum: MOST_PAGES, shared: true }));
    const module = this.#sharedModule;
    if (module === null) return null;
    const limits = { maximum: Math.ceil(bytes / PAGE), shared: true };
    const scratch = { ...Kernels.on<E>(allocate(bytes, limits), module), module };
    if (bytes <= KEPT_BYTES) this.#keptFor.set(team, scratch);
    return scratch;
  }

  /** Kernels on a memory that another thread has opened. */
  static on<E>(memory: HostMemory, module: HostModule): Scratch<E> {
    return { memory, kernels: instantiate<E>(module, { env: { memory } }) };
  }
}

function compile(builder: ModuleBuilder): HostModule | null {
  if (!vectorsConform()) return null;
  const bytes = builder.toBytes();
  return host.validate(bytes) ? new host.Module(bytes) : null;
}

function allocate(bytes: number, { maximum, shared }: MemoryLimits): HostMemory {
  const initial = Math.ceil(bytes / PAGE);
  try {
    return new host.Memory({ initial, maximum, shared });
  } catch (cause) {
    throw new RangeError(
      `memory: expected ${Math.ceil(bytes / MEBIBYTE)} MiB for the kernels, but the host refuses them; solve a smaller problem`,
      { cause },
    );
  }
}
