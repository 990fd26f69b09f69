/** Code that is mutated together, and the tests that should notice. */
export interface Area {
  readonly name: string;
  /** folders of sources, or single ones */
  readonly sources: readonly string[];
  /** files in them that only put results into words, or that are an area of their own */
  readonly without?: readonly string[];
  /** folders of tests, or single ones */
  readonly tests: readonly string[];
}

export const areas: readonly Area[] = [
  {
    name: 'derivative rules',
    sources: ['lib/autodiff'],
    tests: ['test/autodiff'],
  },
  {
    name: 'bounds of rounding',
    sources: ['lib/errorAnalysis'],
    tests: ['test/errorAnalysis', 'test/crosscheck/worked.test.ts', 'test/crosscheck/soundness.test.ts'],
  },
  {
    name: 'bundle comparison',
    sources: [
      'experiments/crosscheck/tally.ts',
      'experiments/crosscheck/transportStage.ts',
      'experiments/crosscheck/planArcs.ts',
    ],
    tests: [
      'test/crosscheck/tally.test.ts',
      'test/crosscheck/transportStage.test.ts',
      'test/crosscheck/ties.test.ts',
    ],
  },
  {
    name: 'bundle checks',
    sources: ['experiments/crosscheck'],
    without: [
      'experiments/crosscheck/checkPage.ts',
      'experiments/crosscheck/describeCheck.ts',
      'experiments/crosscheck/tally.ts',
      'experiments/crosscheck/transportStage.ts',
      'experiments/crosscheck/planArcs.ts',
    ],
    tests: [
      'test/crosscheck/gradientStage.test.ts',
      'test/crosscheck/worked.test.ts',
      'test/crosscheck/ties.test.ts',
      'test/crosscheck/subsets.test.ts',
      'test/crosscheck/strict.test.ts',
      'test/crosscheck/soundness.test.ts',
      'test/crosscheck/faults.test.ts',
      'test/crosscheck/commands.test.ts',
    ],
  },
  {
    name: 'certificates',
    sources: ['lib/transport/certificate.ts', 'lib/transport/exactFigures.ts'],
    tests: ['test/transport/certificateFigures.test.ts', 'test/transport/certificate.test.ts'],
  },
  {
    name: 'transport',
    sources: ['lib/transport'],
    without: ['lib/transport/certificate.ts', 'lib/transport/exactFigures.ts'],
    tests: ['test/transport', 'test/portability/digests.test.ts'],
  },
  { name: 'tensors', sources: ['lib/tensor'], tests: ['test/tensor'] },
  { name: 'compiler', sources: ['lib/compile'], tests: ['test/compile'] },
  {
    name: 'losses',
    sources: ['algorithms/losses.ts', 'algorithms/negatives.ts', 'algorithms/trainStep.ts', 'algorithms/autoencoder.ts'],
    tests: ['test/algorithms'],
  },
  { name: 'optimisers', sources: ['lib/optim'], tests: ['test/optim'] },
  {
    name: 'configuration',
    sources: ['algorithms/config.ts', 'algorithms/configWords.ts', 'algorithms/resolveConfig.ts'],
    tests: ['test/algorithms/resolveConfig.test.ts', 'test/algorithms/configWords.test.ts'],
  },
  { name: 'networks', sources: ['lib/nn'], tests: ['test/nn'] },
  { name: 'threads', sources: ['lib/parallel'], tests: ['test/parallel'] },
  { name: 'random streams', sources: ['lib/random'], tests: ['test/random'] },
  {
    name: 'metrics and preprocessing',
    sources: ['algorithms/ascending.ts', 'algorithms/metrics', 'algorithms/preprocessing'],
    tests: [
      'test/algorithms/auc.test.ts',
      'test/algorithms/roc.test.ts',
      'test/algorithms/split.test.ts',
      'test/algorithms/minMaxScaler.test.ts',
      'test/algorithms/quantileTransform.test.ts',
    ],
  },
  {
    name: 'samplers',
    sources: ['lib/sampling'],
    tests: ['test/sampling', 'test/algorithms/torchLangevin.test.ts'],
  },
  { name: 'file formats', sources: ['lib/io'], tests: ['test/io'] },
  {
    name: 'training',
    sources: ['algorithms/training', 'algorithms/score.ts'],
    tests: ['test/algorithms'],
  },
]; // prettier-ignore
