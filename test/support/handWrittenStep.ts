import type { Config } from '../../algorithms/index.js';
import { emd } from '../../lib/transport/index.js';
import type { ShuffledSums } from './shuffledSums.js';

/** Weights [out][in] and biases of the layers of encoder and decoder in one list. */
export interface Layer {
  readonly weight: readonly (readonly number[])[];
  readonly bias: readonly number[];
}
export type Rows = readonly (readonly number[])[];

/** Ways in which an implementation can be wrong. */
export const faults = [
  'weight transposed', 'bias forgotten', 'ReLU leaks', 'gradient without the identity', 'energy summed',
  'λ without 1/T', 'λ doubled', 'noise scaled twice', 'noise forgotten', 'drift uphill', 'no clamp', 'clamp at the wrong face',
  'stale weights in the chain', 'stale noise', 'stale chain', 'energy of the start',
  'plan transposed', 'plan of the other metric', 'cost of the other metric', 'cost halved',
  'loss of the other sign', 'loss summed', 'α forgotten',
  'chain not differentiated', 'mask of the clamp forgotten', 'mask of ReLU forgotten in the second derivative',
  'one sample left out of the gradient', 'bias gradient averaged over steps', 'last step of the chain not differentiated',
  'no bias correction', 'β swapped', 'ε under the root', 'v of |g|', 'm of the step before', 'ascent', 'learning rate doubled',
  'weights not updated', 'weight decay coupled',
] as const; // prettier-ignore
export type Fault = (typeof faults)[number];

interface Forward {
  /** inputs of each layer, and the output last */
  readonly h: number[][];
  /** whether each unit of each layer is on */
  readonly on: boolean[][];
}

export interface StepState {
  readonly layers: readonly Layer[];
  readonly m: readonly Layer[];
  readonly v: readonly Layer[];
  readonly updates: number;
}

/** What a step gives, in the names of the bundle. */
export interface StepOutputs {
  readonly chain: Rows[];
  readonly drift: Rows[];
  readonly positive: number[];
  readonly negative: number[];
  readonly plan: number[][] | null;
  readonly cost: number;
  readonly loss: number;
  readonly cotangent: Rows[];
  readonly grad: Layer[];
  readonly next: StepState;
}

/**
 * A training step in plain loops over single samples, derived by hand and sharing nothing with the engine
 * but the transport solver: sums in any order, and faults on demand. The chain is differentiated by the
 * gradient of the directional derivative ⟨∇E(x), c⟩ (forward over the layers for J c, then back).
 */
export class HandWrittenStep {
  private readonly layerCount: number;

  constructor(
    private readonly config: Config,
    private readonly sums: ShuffledSums,
    private readonly fault: Fault | null = null,
  ) {
    this.layerCount = config.network.hidden.length + 1;
  }

  private is(fault: Fault): boolean {
    return this.fault === fault;
  }

  run(
    state: StepState,
    before: StepState,
    batch: Rows,
    start: Rows,
    noise: readonly Rows[],
  ): StepOutputs {
    const { model } = this.config;
    const { layers } = state;
    const sampling = this.is('stale weights in the chain') ? before.layers : layers;
    const { chain, drift } =
      model === 'ae' ? { chain: [], drift: [] } : this.chain(sampling, start, noise);
    const end = this.is('stale chain') ? start : (chain.at(-1) ?? []);
    if (this.is('stale chain') && chain.length > 0) chain[chain.length - 1] = end as number[][];
    const positive = batch.map((x) => this.energy(layers, x));
    const negative = (this.is('energy of the start') ? start : end).map((x) =>
      this.energy(layers, x),
    );
    const plan = model === 'wnae' ? this.plan(batch, end) : null;
    const cost = plan === null ? 0 : this.cost(plan, batch, end);
    const loss = this.loss(positive, negative, cost);
    const { grad, cotangent } = this.gradient(
      layers,
      batch,
      chain,
      noise,
      positive,
      negative,
      plan,
    );
    const next = this.update(state, grad);
    return { chain, drift, positive, negative, plan, cost, loss, cotangent, grad, next };
  }

  // --- the network -----------------------------------------------------------------------------

  private forward(layers: readonly Layer[], x: readonly number[]): Forward {
    const h = [[...x]];
    const on: boolean[][] = [];
    layers.forEach(({ weight, bias }, l) => {
      const input = h[l];
      const turned = this.is('weight transposed') && weight.length === input.length;
      const rows = turned ? weight.map((_, i) => weight.map((row) => row[i])) : weight;
      const pre = rows.map((row, i) =>
        this.sums.dot(row, input, this.is('bias forgotten') && l === 0 ? 0 : bias[i]),
      );
      const linear = l === this.layerCount - 1 || l === layers.length - 1;
      on.push(pre.map((p) => linear || p > 0));
      h.push(
        pre.map((p, i) => (on[l][i] ? p : this.is('ReLU leaks') ? this.sums.mul(p, 0.25) : 0)),
      );
    });
    return { h, on };
  }

  private residual(x: readonly number[], { h }: Forward): number[] {
    const out = h[h.length - 1];
    return x.map((xj, j) => this.sums.round(xj - out[j]));
  }

  private energy(layers: readonly Layer[], x: readonly number[]): number {
    const r = this.residual(x, this.forward(layers, x));
    const total = this.sums.dot(r, r);
    return this.is('energy summed') ? total : this.sums.round(total / x.length);
  }

  /** Wᵀ(m ∘ h̄) down the layers; h̄ at the input of each layer, last the output's. */
  private back(layers: readonly Layer[], { on }: Forward, atOutput: readonly number[]): number[][] {
    const bars: number[][] = [[...atOutput]];
    for (let l = layers.length - 1; l >= 0; l--) {
      const masked = bars[0].map((g, i) => (on[l][i] ? g : 0));
      const { weight } = layers[l];
      bars.unshift(
        weight[0].map((_, j) =>
          this.sums.dot(
            masked,
            weight.map((row) => row[j]),
          ),
        ),
      );
    }
    return bars;
  }

  /** ∇E(x) = (2/D) (r − Jᵀ r), clipped */
  private drift(layers: readonly Layer[], x: readonly number[]): number[] {
    const pass = this.forward(layers, x);
    const r = this.residual(x, pass).map((e) => this.sums.mul(e, 2 / x.length));
    const [atInput] = this.back(layers, pass, r);
    const g = this.is('gradient without the identity')
      ? atInput.map((b) => -b)
      : r.map((e, j) => this.sums.round(e - atInput[j]));
    return g;
  }

  // --- the chain -------------------------------------------------------------------------------

  private get rates(): { drift: number; sigma: (i: number) => number } {
    const { stepSize, noise, temperature, annealNoise } = this.config.sampler;
    const sigma = noise ?? Math.sqrt(2 * (stepSize as number));
    const lambda = (stepSize ?? (sigma * sigma) / 2) * (this.is('λ doubled') ? 2 : 1);
    const round = this.sums.round;
    return {
      drift:
        round(this.is('λ without 1/T') ? lambda : lambda / temperature) *
        (this.is('drift uphill') ? -1 : 1),
      sigma: (i) => {
        const s = annealNoise ? sigma / Math.max(1, i) : sigma;
        return this.is('noise forgotten') ? 0 : round(this.is('noise scaled twice') ? s * s : s);
      },
    };
  }

  /** y before the box */
  private proposal(
    x: readonly number[],
    g: readonly number[],
    xi: readonly number[],
    i: number,
  ): number[] {
    const { drift, sigma } = this.rates;
    const { mul } = this.sums;
    return x.map((xj, j) =>
      this.sums.sum([xj, -mul.call(this.sums, drift, g[j]), mul.call(this.sums, sigma(i), xi[j])]),
    );
  }

  private confine(y: readonly number[]): number[] {
    const { box } = this.config.sampler;
    if (box === null || this.is('no clamp')) return [...y];
    const [low, high] = this.is('clamp at the wrong face') ? [-box[1], box[1] / 2] : box;
    return y.map((c) => Math.min(Math.max(c, this.sums.round(low)), this.sums.round(high)));
  }

  private chain(layers: readonly Layer[], start: Rows, noise: readonly Rows[]) {
    const chain: number[][][] = [start.map((x) => [...x])];
    const drift: number[][][] = [];
    noise.forEach((_, i) => {
      const xi = noise[this.is('stale noise') ? Math.max(i - 1, 0) : i];
      const g = chain[i].map((x) => this.drift(layers, x));
      drift.push(g);
      chain.push(chain[i].map((x, b) => this.confine(this.proposal(x, g[b], xi[b], i))));
    });
    return { chain, drift };
  }

  // --- transport and loss ----------------------------------------------------------------------

  private pairCost(x: readonly number[], y: readonly number[], metric: string): number {
    const d = x.map((xj, j) => this.sums.round(xj - y[j]));
    const squares = this.sums.dot(d, d);
    return metric === 'sqeuclidean' ? squares : this.sums.round(Math.sqrt(squares));
  }

  private plan(batch: Rows, end: Rows): number[][] {
    const n = batch.length;
    const { cost } = this.config.loss;
    const other = cost === 'sqeuclidean' ? 'euclidean' : 'sqeuclidean';
    const metric = this.is('plan of the other metric') ? other : cost;
    const costs = Float64Array.from(
      batch.flatMap((x) => end.map((y) => this.pairCost(x, y, metric))),
    );
    const { plan } = emd({ costs, rows: n, columns: n });
    const dense = batch.map(() => new Array<number>(n).fill(0));
    plan.mass.forEach((mass, k) => {
      const [i, j] = [plan.row[k], plan.column[k]];
      if (this.is('plan transposed')) dense[j][i] += this.sums.round(mass);
      else dense[i][j] += this.sums.round(mass);
    });
    return dense;
  }

  private cost(plan: Rows, batch: Rows, end: Rows): number {
    const { cost } = this.config.loss;
    const other = cost === 'sqeuclidean' ? 'euclidean' : 'sqeuclidean';
    const metric = this.is('cost of the other metric') ? other : cost;
    const terms: number[] = [];
    plan.forEach((row, i) =>
      row.forEach((mass, j) => {
        if (mass !== 0) terms.push(this.sums.mul(mass, this.pairCost(batch[i], end[j], metric)));
      }),
    );
    return this.sums.round(this.sums.sum(terms) * (this.is('cost halved') ? 0.5 : 1));
  }

  private mean(values: readonly number[]): number {
    return this.sums.round(this.sums.sum(values) / (this.is('loss summed') ? 1 : values.length));
  }

  private loss(positive: readonly number[], negative: readonly number[], cost: number): number {
    const { model, loss: { form, gamma, alpha } } = this.config; // prettier-ignore
    const sign = this.is('loss of the other sign') ? -1 : 1;
    const { round } = this.sums;
    if (model === 'wnae') return sign * cost;
    const up = this.mean(positive);
    if (model === 'ae') return sign * up;
    const apart = round(up - this.mean(negative));
    if (form === 'difference') {
      const squares = this.mean(negative.map((e) => this.sums.mul(e, e)));
      return sign * (gamma === 0 ? apart : round(apart + round(round(gamma) * squares)));
    }
    const size = Math.abs(apart);
    const logCosh = round(
      round(size + round(Math.log1p(round(Math.exp(-2 * size))))) - round(Math.LN2),
    );
    return sign * round(logCosh + (this.is('α forgotten') ? 0 : round(round(alpha) * up)));
  }

  // --- the gradient ----------------------------------------------------------------------------

  private gradient(
    layers: readonly Layer[],
    batch: Rows,
    chain: readonly Rows[],
    noise: readonly Rows[],
    positive: readonly number[],
    negative: readonly number[],
    plan: Rows | null,
  ): { grad: Layer[]; cotangent: Rows[] } {
    const { model, loss } = this.config;
    const terms = new GradientTerms(layers);
    const { sums } = this;
    const n = batch.length;
    const end = chain.at(-1) ?? [];
    const left = this.is('one sample left out of the gradient') ? n - 1 : n;
    let deltas: number[][] = end.map((x) => x.map(() => 0));
    if (model !== 'wnae') {
      const { plus, minus } = this.energyWeights(positive, negative);
      batch.slice(0, left).forEach((x) => this.energyTerms(layers, x, plus, terms));
      if (model === 'nae')
        end.forEach((x, b) => {
          const weight = minus(negative[b]);
          this.energyTerms(layers, x, weight, terms);
          deltas[b] = this.drift(layers, x).map((g) => sums.mul(weight, g));
        });
    } else deltas = end.map((y, j) => this.transportPull(y, j, batch, plan as Rows));
    const cotangent: Rows[] = [];
    if (model === 'wnae' || (model === 'nae' && !loss.detachNegatives)) {
      for (let i = noise.length - 1; i >= 0; i--) {
        cotangent.unshift(deltas);
        const skipped =
          (this.is('chain not differentiated') && i < noise.length - 1) ||
          (this.is('last step of the chain not differentiated') && i === noise.length - 1);
        deltas = deltas.map((delta, b) =>
          this.backStep(layers, chain[i][b], noise[i][b], delta, i, terms, !skipped && b < left),
        );
      }
    }
    return {
      grad: terms.total(sums, this.is('bias gradient averaged over steps') ? 1 / noise.length : 1),
      cotangent,
    };
  }

  /** ∂L/∂E of a positive and of a negative sample. */
  private energyWeights(positive: readonly number[], negative: readonly number[]) {
    const { model, loss: { form, gamma, alpha } } = this.config; // prettier-ignore
    const { round } = this.sums;
    const n = this.is('loss summed') ? 1 : positive.length;
    if (model === 'ae') return { plus: round(1 / n), minus: () => 0 };
    if (form === 'difference') {
      const minus = (e: number): number => round(round(round(2 * gamma) * e - 1) / n);
      return { plus: round(1 / n), minus };
    }
    const t = round(Math.tanh(round(this.mean(positive) - this.mean(negative))));
    return {
      plus: round(round(t + (this.is('α forgotten') ? 0 : round(alpha))) / n),
      minus: () => round(-t / n),
    };
  }

  /** Adds the terms of weight · ∂E(x)/∂θ. */
  private energyTerms(
    layers: readonly Layer[],
    x: readonly number[],
    weight: number,
    terms: GradientTerms,
  ): void {
    const pass = this.forward(layers, x);
    const scale = this.sums.round((-2 / x.length) * weight);
    const bars = this.back(
      layers,
      pass,
      this.residual(x, pass).map((r) => this.sums.mul(scale, r)),
    );
    this.collect(terms, pass.on, bars, pass.h);
    this.collectBias(terms, pass.on, bars);
  }

  private collect(
    terms: GradientTerms,
    on: readonly boolean[][],
    bars: Rows,
    inputs: Rows,
    allOn = false,
  ): void {
    on.forEach((units, l) =>
      bars[l + 1].forEach((bar, i) => {
        if (units[i] || allOn)
          inputs[l].forEach((h, j) => terms.weight[l][i][j].push(this.sums.mul(bar, h)));
      }),
    );
  }

  private collectBias(terms: GradientTerms, on: readonly boolean[][], bars: Rows): void {
    on.forEach((units, l) =>
      bars[l + 1].forEach((bar, i) => {
        if (units[i]) terms.bias[l][i].push(bar);
      }),
    );
  }

  /** dW/dx′_j of Σ π c with π held fixed. */
  private transportPull(y: readonly number[], j: number, batch: Rows, plan: Rows): number[] {
    const { cost } = this.config.loss;
    const { sums } = this;
    const parts = batch.map((x, i) => {
      const mass = plan[i][j];
      if (mass === 0) return null;
      const d = y.map((yk, k) => sums.round(yk - x[k]));
      if (cost === 'sqeuclidean') return d.map((e) => sums.mul(2 * mass, e));
      const norm = sums.round(Math.sqrt(sums.dot(d, d)));
      return norm === 0 ? null : d.map((e) => sums.mul(mass, sums.round(e / norm)));
    });
    return y.map((_, k) => sums.sum(parts.flatMap((part) => (part === null ? [] : [part[k]]))));
  }

  /**
   * δ_i = δ − ∂/∂x ⟨∇E(x), c⟩ with c = (λ/T) m∘δ, and the terms of −∂/∂θ ⟨∇E(x), c⟩. With r = x − net(x) and
   * ṙ = c − J c it is ⟨∇E, c⟩ = (2/D) ⟨r, ṙ⟩; r̄ = (2/D) ṙ and ṙ̄ = (2/D) r go back through the layers.
   */
  private backStep(
    layers: readonly Layer[],
    x: readonly number[],
    xi: readonly number[],
    delta: readonly number[],
    i: number,
    terms: GradientTerms,
    counted: boolean,
  ): number[] {
    const { sums } = this;
    const { box } = this.config.sampler;
    const y = this.proposal(x, this.drift(layers, x), xi, i);
    const free = y.map(
      (c) => this.is('mask of the clamp forgotten') || box === null || (c >= box[0] && c <= box[1]),
    );
    const masked = delta.map((d, j) => (free[j] ? d : 0));
    const c = masked.map((d) => sums.mul(-this.rates.drift, d));
    const pass = this.forward(layers, x);
    const allOn = this.is('mask of ReLU forgotten in the second derivative');
    const tangents = [c];
    layers.forEach(({ weight }, l) => {
      const pre = weight.map((row) => sums.dot(row, tangents[l]));
      tangents.push(pre.map((p, u) => (pass.on[l][u] || allOn ? p : 0)));
    });
    const last = tangents[tangents.length - 1];
    const scale = 2 / x.length;
    const rDot = c.map((cj, j) => sums.mul(scale, sums.round(cj - last[j])));
    const r = this.residual(x, pass).map((e) => sums.mul(scale, e));
    const bars = this.back(
      layers,
      pass,
      rDot.map((e) => -e),
    );
    const dotBars = this.back(
      layers,
      pass,
      r.map((e) => -e),
    );
    if (counted) {
      this.collect(terms, pass.on, bars, pass.h);
      this.collectBias(terms, pass.on, bars);
      this.collect(terms, pass.on, dotBars, tangents);
    }
    // masked is the derivative by the state itself, rDot + bars[0] that through ∇E
    return x.map((_, j) => sums.sum([masked[j], rDot[j], bars[0][j]]));
  }

  // --- the optimiser: Adam ---------------------------------------------------------------------

  private update({ layers, m, v, updates }: StepState, grad: readonly Layer[]): StepState {
    const { round } = this.sums;
    const { learningRate, name, weightDecay } = this.config.optimiser;
    const [beta1, beta2] = this.is('β swapped') ? [0.999, 0.9] : [0.9, 0.999];
    const t = updates + 1;
    const corrected = !this.is('no bias correction');
    const lr = learningRate * (this.is('learning rate doubled') ? 2 : 1);
    const rate = round(corrected ? lr / (1 - 0.9 ** t) : lr) * (this.is('ascent') ? -1 : 1);
    const correction = round(corrected ? Math.sqrt(1 - 0.999 ** t) : 1);
    const stale = this.is('m of the step before');
    const newM = zip(m, grad, (a, g) =>
      stale ? a : round(round(round(beta1) * a) + round(round(1 - beta1) * g)),
    );
    const newV = zip(v, grad, (a, g) =>
      round(
        round(round(beta2) * a) +
          round(round(1 - beta2) * (this.is('v of |g|') ? Math.abs(g) : round(g * g))),
      ),
    );
    const moved = zip3(layers, newM, newV, (theta, a, b) => {
      if (this.is('weights not updated')) return theta;
      const root = this.is('ε under the root')
        ? round(Math.sqrt(round(b + 1e-8)) / correction)
        : round(round(round(Math.sqrt(b)) / correction) + round(1e-8));
      const decay = name === 'adamw' ? round(1 - learningRate * weightDecay) : 1;
      const step = round(rate * round(a / root));
      return this.is('weight decay coupled')
        ? round(theta - step - learningRate * 0.01 * theta)
        : round(round(theta * decay) - step);
    });
    return { layers: moved, m: newM, v: newV, updates: t };
  }
}

/** Every term of every sum of the gradient, to be added in any order. */
class GradientTerms {
  readonly weight: number[][][][];
  readonly bias: number[][][];

  constructor(layers: readonly Layer[]) {
    this.weight = layers.map(({ weight }) => weight.map((row) => row.map(() => [])));
    this.bias = layers.map(({ bias }) => bias.map(() => []));
  }

  total(sums: ShuffledSums, biasScale: number): Layer[] {
    return this.weight.map((rows, l) => ({
      weight: rows.map((row) => row.map((terms) => sums.sum(terms))),
      bias: this.bias[l].map((terms) => sums.mul(sums.sum(terms), biasScale)),
    }));
  }
}

function zip(
  a: readonly Layer[],
  b: readonly Layer[],
  f: (x: number, y: number) => number,
): Layer[] {
  return a.map(({ weight, bias }, l) => ({
    weight: weight.map((row, i) => row.map((x, j) => f(x, b[l].weight[i][j]))),
    bias: bias.map((x, i) => f(x, b[l].bias[i])),
  }));
}

function zip3(
  a: readonly Layer[],
  b: readonly Layer[],
  c: readonly Layer[],
  f: (x: number, y: number, z: number) => number,
): Layer[] {
  return a.map(({ weight, bias }, l) => ({
    weight: weight.map((row, i) => row.map((x, j) => f(x, b[l].weight[i][j], c[l].weight[i][j]))),
    bias: bias.map((x, i) => f(x, b[l].bias[i], c[l].bias[i])),
  }));
}
