/** 2⁻⁵³ and 2⁻¹⁰⁴ */
const UNIT_ROUNDING = 1.1102230246251565e-16;
const PAIR_ROUNDING = 4.930380657631324e-32;

/** Costs arc by arc. */
export interface ArcCosts {
  cost(row: number, column: number): number;
}

/**
 * A rooted spanning tree of the transport network, as the network simplex keeps it
 * (Ahuja, Magnanti and Orlin 1993, section 11.3, with last successor and size after
 * Király and Kovács 2012).
 *
 * Nodes: sources 0 … n-1, sinks n … n+m-1, and the root n+m, which stands for no point. The arc of a
 * node is the one to its parent. As every arc runs from a source to a sink (or source → root,
 * root → sink), the arc of a source points up and that of a sink points down: no direction is kept.
 *
 * Potentials π: u_i = π_i, v_j = -π_{n+j}; an arc of the tree has c_ij = π_i - π_{n+j}.
 */
export class SpanningTree {
  readonly root: number;
  readonly parent: Int32Array;
  /** Preorder as a circular doubly linked list. */
  readonly thread: Int32Array;
  readonly previous: Int32Array;
  /** Last node of the subtree in preorder, and its number of nodes. */
  readonly last: Int32Array;
  readonly size: Int32Array;
  /** Flow on the node's arc, in integer units. */
  readonly flow: Float64Array;
  readonly potential: Float64Array;
  /** What each potential lacked, rounded to binary64, when it was last computed from the tree. */
  readonly low: Float64Array;
  /** Bound on the rounding error of each potential when it was last computed from the tree. */
  readonly error: Float64Array;
  /** Cost of the artificial arc between node and root. */
  readonly rootCost: Float64Array;

  constructor(
    readonly sources: number,
    readonly sinks: number,
  ) {
    const nodes = sources + sinks + 1;
    this.root = nodes - 1;
    this.parent = new Int32Array(nodes).fill(this.root);
    this.parent[this.root] = -1;
    this.thread = new Int32Array(nodes);
    this.previous = new Int32Array(nodes);
    this.last = new Int32Array(nodes);
    this.size = new Int32Array(nodes);
    this.flow = new Float64Array(nodes);
    this.potential = new Float64Array(nodes);
    this.low = new Float64Array(nodes);
    this.error = new Float64Array(nodes);
    this.rootCost = new Float64Array(nodes);
  }

  /** Lays the thread (children ascending), last successors and sizes from the parents. */
  link(): void {
    const { parent, thread, previous, last, size, root } = this;
    const nodes = root + 1;
    const firstChild = new Int32Array(nodes).fill(-1);
    const nextSibling = new Int32Array(nodes);
    for (let node = root - 1; node >= 0; node--) {
      nextSibling[node] = firstChild[parent[node]];
      firstChild[parent[node]] = node;
    }
    let node = root;
    for (let placed = 1; placed < nodes; placed++) {
      let next = firstChild[node];
      for (let up = node; next < 0; up = parent[up]) next = nextSibling[up];
      thread[node] = next;
      previous[next] = node;
      node = next;
    }
    thread[node] = root;
    previous[root] = node;
    for (let k = 0; k < nodes; k++) {
      last[k] = k;
      size[k] = 1;
    }
    for (; node !== root; node = previous[node]) {
      const up = parent[node];
      size[up] += size[node];
      if (last[up] === up) last[up] = last[node];
    }
  }

  /**
   * Computes every potential afresh from the costs of the tree's arcs, the root's being 0: sums along the
   * paths, carried as unevaluated pairs (Knuth's two-sum), so that each is off by little more than its own last
   * rounding. `error` bounds that, with what the pairs round.
   */
  price(costs: ArcCosts): void {
    const { parent, thread, potential, low, error, root, sources } = this;
    potential[root] = 0;
    low[root] = 0;
    error[root] = 0;
    for (let node = thread[root]; node !== root; node = thread[node]) {
      const up = parent[node];
      const arc = this.arcCost(node, costs);
      const term = node < sources ? arc : -arc;
      const sum = potential[up] + term;
      const added = sum - potential[up];
      const rest = potential[up] - (sum - added) + (term - added) + low[up];
      const rounded = sum + rest;
      const more = rounded - sum;
      potential[node] = rounded;
      // Dekker's two-sum will do: a sum that is not 0 is no smaller than its rest.
      low[node] = rest - more;
      const size = Math.abs(sum) + Math.abs(rest);
      error[node] = error[up] + PAIR_ROUNDING * size;
    }
    for (let node = 0; node < root; node++)
      error[node] += UNIT_ROUNDING * Math.abs(potential[node]);
  }

  /** Cost of a node's arc. */
  arcCost(node: number, costs: ArcCosts): number {
    const { parent, rootCost, root, sources } = this;
    const up = parent[node];
    if (up === root) return rootCost[node];
    return node < sources ? costs.cost(node, up - sources) : costs.cost(up, node - sources);
  }

  /** Potential of a node less that of another, as priced, rounded about once. */
  difference(node: number, from: number): number {
    const { potential, low } = this;
    const high = potential[node] - potential[from];
    const subtracted = high - potential[node];
    const rest = potential[node] - (high - subtracted) - (potential[from] + subtracted);
    return high + (rest + (low[node] - low[from]));
  }

  /** Mass that rows still ship to the root, for want of a way to a column. */
  get unplaced(): number {
    const { parent, flow, root, sources } = this;
    let mass = 0;
    for (let node = 0; node < sources; node++) if (parent[node] === root) mass += flow[node];
    return mass;
  }

  /**
   * Takes out the arc of `top`, turns its subtree so that `joint` becomes the subtree's root, and
   * hangs it below `host` by the entering arc with flow `flowIn`. `join` is the nearest common
   * ancestor of the entering arc's ends. Flows around the cycle are already changed; potentials
   * are left to the caller.
   */
  exchange(top: number, joint: number, host: number, join: number, flowIn: number): void {
    const { parent, thread, previous, last, size, flow } = this;
    const moved = size[top];

    const before = previous[top];
    const topLast = last[top];
    const after = thread[topLast];
    thread[before] = after;
    previous[after] = before;
    let node = parent[top];
    for (let up = node; up >= 0 && last[up] === topLast; up = parent[up]) last[up] = before;
    for (; node !== join; node = parent[node]) size[node] -= moved;

    // Along the stem joint → top: what is left of each subtree once the one before it is cut out
    // follows, in its old order, what is laid already. Each stem node becomes its former child's
    // last child, so they all end at the same last successor.
    let tail = last[joint];
    let below = joint;
    let belowPrevious = previous[joint];
    let belowLast = tail;
    let belowNext = thread[tail];
    let belowSize = size[joint];
    let belowFlow = flow[joint];
    let stem = joint === top ? -1 : parent[joint];
    parent[joint] = host;
    size[joint] = moved;
    flow[joint] = flowIn;
    while (stem >= 0) {
      const stemPrevious = previous[stem];
      const stemLast = last[stem];
      // A shared last successor has been relinked by now; what followed it is in belowNext.
      const stemNext = stemLast === belowLast ? belowNext : thread[stemLast];
      const stemSize = size[stem];
      const stemFlow = flow[stem];
      const stemParent = stem === top ? -1 : parent[stem];
      thread[tail] = stem;
      previous[stem] = tail;
      tail = belowPrevious;
      if (belowLast !== stemLast) {
        thread[tail] = belowNext;
        previous[belowNext] = tail;
        tail = stemLast;
      }
      parent[stem] = below;
      size[stem] = moved - belowSize;
      flow[stem] = belowFlow;
      below = stem;
      belowPrevious = stemPrevious;
      belowLast = stemLast;
      belowNext = stemNext;
      belowSize = stemSize;
      belowFlow = stemFlow;
      stem = stemParent;
    }
    for (let up = below; up !== host; up = parent[up]) last[up] = tail;

    const next = thread[host];
    thread[host] = joint;
    previous[joint] = host;
    thread[tail] = next;
    previous[next] = tail;
    for (let up = host; up >= 0 && last[up] === host; up = parent[up]) last[up] = tail;
    for (let up = host; up !== join; up = parent[up]) size[up] += moved;
  }
}
