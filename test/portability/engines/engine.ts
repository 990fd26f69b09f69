import type { Report } from '../report.js';

/** What an engine is asked for. */
export interface Request {
  /** whether it may use WebAssembly; true if left out */
  readonly webAssembly?: boolean;
  /** measurements whose numbers it is to give beside their digests */
  readonly numbers?: string;
}

/** Something that runs the build. */
export interface Engine {
  readonly name: string;
  /** Throws EngineMissing where this machine lacks it. */
  report(request: Request): Promise<Report>;
}

/** An engine that is not on this machine, and what would bring it. */
export class EngineMissing extends Error {}
