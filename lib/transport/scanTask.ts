import type { RunChunk } from '../parallel/index.js';
import { Passes, passes, type Pass } from './passes.js';
import { RowLists } from './rowLists.js';
import { RowScanner } from './rowScanner.js';
import { workspaceOn, type Layout, type SharedMemory, type Workspace } from './workspace.js';

/** The passes over a problem as a task for the threads of a pool. */
export interface ScanContext {
  readonly shared: SharedMemory;
  readonly layout: Layout;
}

export function create({ shared, layout }: ScanContext, worker: number): RunChunk {
  const mine = passesOf(workspaceOn(shared), layout, worker);
  return (job, chunk) => mine.run(passes[job], chunk);
}

/** The passes as one worker does them, with scratch space of its own. */
export function passesOf(workspace: Workspace, layout: Layout, worker: number): Passes {
  const scanner = new RowScanner(workspace, layout, worker);
  return new Passes(workspace, scanner, new RowLists(workspace.buffer, layout), worker);
}

export function jobOf(pass: Pass): number {
  return passes.indexOf(pass);
}
