/** A step of a training and the epoch it is part of, both from 1. */
export interface TrainingTime {
  readonly step: number;
  readonly epoch: number;
}
