import fc from 'fast-check';

/** Scores with many ties, both zeros and infinities among them. */
const scores = fc
  .array(
    fc.oneof(
      fc.integer({ min: -4, max: 4 }),
      fc.integer({ min: -1000, max: 1000 }).map((n) => n / 64),
      fc.constantFrom(-0, Infinity),
    ),
    { minLength: 1, maxLength: 40 },
  )
  .map((values) => Float64Array.from(values));

export const scoreSamples = fc.record({ background: scores, signal: scores });

/** The same with a weight for each score, the first one not 0. */
export const weightedScores = scoreSamples.chain(({ background, signal }) => {
  const weights = (n: number): fc.Arbitrary<number[]> =>
    fc
      .array(fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 10, noNaN: true })), {
        minLength: n,
        maxLength: n,
      })
      .map(([, ...rest]) => [1, ...rest]);
  return fc.record({
    background: fc.constant(background),
    signal: fc.constant(signal),
    backgroundWeights: weights(background.length),
    signalWeights: weights(signal.length),
  });
});
