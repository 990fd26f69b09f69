/** The last j with q[j] ≤ x, or −1; q ascends. */
export function lastNotAbove(q: Float64Array, x: number): number {
  let low = 0;
  let high = q.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (q[middle] <= x) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The first j with q[j] ≥ x, or q.length; q ascends. */
export function firstNotBelow(q: Float64Array, x: number): number {
  let low = 0;
  let high = q.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (q[middle] < x) low = middle + 1;
    else high = middle;
  }
  return low;
}
