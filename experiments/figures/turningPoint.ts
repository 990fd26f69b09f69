/** W above its minimum by this factor, to the end, means that the samples have left the data. */
const LEFT = 1.5;

interface At {
  readonly epoch: number;
  readonly value: number | null | undefined;
}

/**
 * The first epoch from which W stays above 1.5 times its minimum to the end of the training: where a
 * divergence or a collapse begins. Null where W ends near its minimum.
 */
export function turningPoint(wasserstein: readonly At[]): number | null {
  const measured = wasserstein.filter(
    (at): at is At & { readonly value: number } => at.value !== null && at.value !== undefined,
  );
  const least = measured.reduce((low, { value }) => Math.min(low, value), Infinity);
  const minimum = measured.findIndex(({ value }) => value === least);
  const near = measured.findLastIndex(({ value }) => value <= LEFT * least);
  return measured.at(Math.max(near, minimum) + 1)?.epoch ?? null;
}
