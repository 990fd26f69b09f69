import type { StepRecord } from '../../algorithms/index.js';
import type { RunFolder } from './runFolder.js';
import { digestStep } from './stepDigest.js';
import { writeStepDigests } from './stepDigestFile.js';

/** Writes the digests of a run under way. Lines are collected; what a crash loses of them is made again. */
export class StepDigestLog {
  private pending = '';

  /** Goes on behind step `step`, and forgets what is recorded of later ones. */
  constructor(
    private readonly folder: RunFolder,
    step: number,
  ) {
    folder.truncateDigests(step);
  }

  record(step: StepRecord): void {
    this.pending += writeStepDigests([digestStep(step)]);
  }

  /** Appends what is pending, for good: no checkpoint saved after it is ahead of it. */
  flush(): void {
    const text = this.pending;
    this.pending = '';
    if (text !== '') this.folder.appendDigests(text);
  }
}
