/**
 * Convergence diagnostics of several chains of one scalar quantity, each an array of draws of equal
 * length ≥ 4 (Gelman et al., Bayesian Data Analysis 3, ch. 11; Vehtari et al., arXiv:1903.08008).
 */

/**
 * Split-R̂: every chain is cut in halves, and √(V/W) compares the variance V of all draws, estimated
 * with the variance between the halves, with the mean variance W within them. 1 at convergence.
 */
export function splitRHat(chains: readonly ArrayLike<number>[]): number {
  const halves = splitHalves(chains);
  const { within, total } = variances(halves);
  return Math.sqrt(total / within);
}

/**
 * The effective number of independent draws, n·m / (1 + 2 Σ ρ_t) over the split chains, at most (n·m)²; the
 * sum of autocorrelations is cut by Geyer's initial monotone sequence.
 */
export function effectiveSampleSize(chains: readonly ArrayLike<number>[]): number {
  const halves = splitHalves(chains);
  const n = halves[0].length;
  const { within, total } = variances(halves);
  const rho = (lag: number): number => {
    let covariance = 0;
    for (const half of halves) covariance += autocovariance(half, lag);
    return 1 - (within - covariance / halves.length) / total;
  };
  let sum = 0;
  let previous = Infinity;
  for (let lag = 0; lag + 1 < n; lag += 2) {
    // pairs Γ = ρ(2k) + ρ(2k+1) are positive and decreasing for a reversible chain
    const pair = Math.min(rho(lag) + rho(lag + 1), previous);
    if (!(pair > 0)) break;
    sum += pair;
    previous = pair;
  }
  const draws = n * halves.length;
  return draws / Math.max(2 * sum - 1, 1 / draws);
}

function splitHalves(chains: readonly ArrayLike<number>[]): Float64Array[] {
  const length = chains[0]?.length ?? 0;
  if (length < 4 || chains.some((chain) => chain.length !== length)) {
    throw new RangeError(
      `diagnostics: expected chains of one length ≥ 4, got lengths ${chains.map((c) => c.length).join(', ')}`,
    );
  }
  const half = Math.floor(length / 2);
  return chains.flatMap((chain) => {
    const draws = Float64Array.from(chain);
    return [draws.slice(0, half), draws.slice(length - half)];
  });
}

/** Mean variance within the chains, and the estimate of the variance of all draws. */
function variances(chains: readonly Float64Array[]): { within: number; total: number } {
  const n = chains[0].length;
  const means = chains.map(mean);
  const within =
    chains.reduce((sum, chain) => sum + (autocovariance(chain, 0) * n) / (n - 1), 0) /
    chains.length;
  const centre = mean(means);
  const between =
    (n * means.reduce((sum, m) => sum + (m - centre) * (m - centre), 0)) / (chains.length - 1);
  return { within, total: ((n - 1) / n) * within + between / n };
}

function mean(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total / values.length;
}

function autocovariance(chain: Float64Array, lag: number): number {
  const centre = mean(chain);
  let total = 0;
  for (let i = 0; i + lag < chain.length; i++) {
    total += (chain[i] - centre) * (chain[i + lag] - centre);
  }
  return total / chain.length;
}
