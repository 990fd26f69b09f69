/** Where a solution stands, in the order of the stages. */
export interface TransportProgress {
  readonly stage: 'start' | 'lists' | 'auction' | 'simplex' | 'pricing' | 'certificate';
  /** share of the stage that is done, where it is known */
  readonly share?: number;
  readonly pivots?: number;
}

export type OnProgress = (progress: TransportProgress) => void;
