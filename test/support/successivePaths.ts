/**
 * Transport by successive shortest paths (Bellman-Ford in the residual network): slow, short, and
 * nothing like the network simplex. Masses and costs are integers, the latter of any sign or Infinity,
 * and the result is exact. Returns undefined where no plan exists.
 */
export function successivePaths(
  costs: ArrayLike<number>,
  supplies: readonly number[],
  demands: readonly number[],
): number | undefined {
  const n = supplies.length;
  const m = demands.length;
  const supply = [...supplies];
  const demand = [...demands];
  const flow = new Array<number>(n * m).fill(0);
  let left = supply.reduce((sum, mass) => sum + mass, 0);
  while (left > 0) {
    const distance = supply.map((mass) => (mass > 0 ? 0 : Infinity));
    distance.push(...demand.map(() => Infinity));
    const from = new Array<number>(n + m).fill(-1);
    for (let round = 0, changed = true; changed && round < n + m; round++) {
      changed = false;
      const relax = (tail: number, head: number, cost: number): void => {
        if (distance[tail] + cost < distance[head]) {
          distance[head] = distance[tail] + cost;
          from[head] = tail;
          changed = true;
        }
      };
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < m; j++) {
          const cost = costs[i * m + j];
          if (cost === Infinity) continue;
          if (distance[i] < Infinity) relax(i, n + j, cost);
          if (flow[i * m + j] > 0) relax(n + j, i, -cost);
        }
      }
    }
    let end = -1;
    for (let j = 0; j < m; j++) {
      if (demand[j] > 0 && distance[n + j] < (end < 0 ? Infinity : distance[end])) end = n + j;
    }
    if (end < 0) return undefined;
    const path: number[] = [end];
    while (from[path[path.length - 1]] >= 0) path.push(from[path[path.length - 1]]);
    const start = path[path.length - 1];
    let amount = Math.min(supply[start], demand[end - n]);
    const arcs = path.slice(1).map((tail, k) => {
      const head = path[k];
      const forward = tail < n;
      const arc = forward ? tail * m + head - n : head * m + tail - n;
      if (!forward) amount = Math.min(amount, flow[arc]);
      return { arc, forward };
    });
    for (const { arc, forward } of arcs) flow[arc] += forward ? amount : -amount;
    supply[start] -= amount;
    demand[end - n] -= amount;
    left -= amount;
  }
  return flow.reduce((sum, mass, arc) => (mass > 0 ? sum + mass * costs[arc] : sum), 0);
}
