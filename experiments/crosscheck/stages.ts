import {
  energy, energyDifference, logCoshDifference, optimizerOf, reconstructionLoss, type Autoencoder,
  type Config,
} from '../../algorithms/index.js'; // prettier-ignore
import { leaves, mapTree, namedLeaves } from '../../lib/autodiff/index.js';
import { BoundedTensor, precisions } from '../../lib/errorAnalysis/index.js';
import { driftOf, langevinStep, type Energy } from '../../lib/sampling/index.js';
import {
  add, cast, div, minimum, mul, sqrt, square, sum, type DenseTensor, type Tensor,
} from '../../lib/tensor/index.js'; // prettier-ignore
import { momentNames } from './bundleFormat.js';
import { expectedGradient, withoutPlan } from './gradientStage.js';
import type { Bundle } from './readBundle.js';
import type { Stage } from './stage.js';
import { unstack } from './unstack.js';
import { checkTransport, type TransportCheck } from './transportStage.js';

/**
 * The stages of step k in the order in which a training computes them, each from the bundle's own numbers of
 * the stages before; a stage without which it has no numbers is passed over.
 */
export function* stagesOf(bundle: Bundle, k: number): Generator<Stage> {
  yield* new StepStages(bundle, k).all();
}

class StepStages {
  private readonly config: Config;
  private readonly precision;
  private readonly batch: BoundedTensor;
  private readonly weights: Autoencoder | undefined;
  private transport: TransportCheck | undefined;

  constructor(
    private readonly bundle: Bundle,
    private readonly step: number,
  ) {
    this.config = bundle.config;
    this.precision = precisions[bundle.dtype];
    this.batch = this.exact(this.own('batch') as Tensor);
    this.weights = bundle.weightsBefore(step);
  }

  *all(): Generator<Stage> {
    const { model } = this.config;
    if (model !== 'ae') yield* this.chain();
    yield* this.energies();
    if (model === 'wnae') yield* this.transportPlan();
    yield* this.loss();
    yield* this.gradient();
    yield* this.moments();
    yield* this.update();
  }

  /** States and drifts in the order in which they come about: 0, then drift 0, state 1, drift 1, … */
  private *chain(): Generator<Stage> {
    const { sampler } = this.config;
    const [start, noise] = [this.own('chain.start') as DenseTensor, this.parts('noise')];
    if (sampler.initialisation === 'cd') {
      yield this.stage('chain.start', 'chain.start', [], start, this.batch);
    }
    const [states, drifts] = [this.parts('chain'), this.parts('drift')];
    if (states !== undefined) yield this.stage('chain', 'chain', [0], states[0], this.exact(start));
    const of = this.weights === undefined ? undefined : energy(mapTree(this.exact, this.weights));
    for (let i = 0; i < sampler.steps; i++) {
      if (states === undefined) return;
      const x = this.exact(states[i]);
      const expected = of && (driftOf(of, x, sampler.clipGradient ?? null) as BoundedTensor);
      if (drifts !== undefined && expected !== undefined) {
        yield this.stage('drift', 'drift', [i], drifts[i], expected);
      }
      const drift = drifts === undefined ? expected : this.exact(drifts[i]);
      if (drift === undefined) continue;
      const xi = this.exact((noise as DenseTensor[])[i]);
      const next = langevinStep(x, drift, xi, i, sampler) as BoundedTensor;
      yield this.stage('chain', 'chain', [i + 1], states[i + 1], next);
    }
  }

  private *energies(): Generator<Stage> {
    const { weights } = this;
    if (weights === undefined) return;
    const of = energy(mapTree(this.exact, weights));
    const end = this.end();
    for (const [name, x] of [
      ['energy.positive', this.batch],
      ['energy.negative', end && this.exact(end)],
    ] as const) {
      const found = this.own(name);
      if (found !== undefined && x !== undefined) {
        yield this.stage('energy', name, [], found, of(x) as BoundedTensor);
      }
    }
  }

  private *transportPlan(): Generator<Stage> {
    const end = this.end();
    // a chain that has run away has been named before, and has no transport
    if (end === undefined || !isBounded(end) || !isBounded(this.batch.value)) return;
    const found = this.own('transport.plan');
    const x = this.batch.value;
    this.transport = checkTransport(x, end, this.config.loss.cost, found, this.precision);
    const { plan, cost } = this.transport;
    if (found !== undefined && plan !== null) {
      yield this.stage('transport.plan', 'transport.plan', [], found, plan);
    }
    const foundCost = this.own('transport.cost');
    if (foundCost !== undefined) {
      yield this.stage('transport.cost', 'transport.cost', [], foundCost, cost);
    }
  }

  private *loss(): Generator<Stage> {
    const found = this.own('loss');
    const expected = this.expectedLoss();
    if (found !== undefined && expected !== undefined) {
      yield this.stage('loss', 'loss', [], found, expected);
    }
  }

  /** From the bundle's own energies. */
  private expectedLoss(): BoundedTensor | undefined {
    const { model, loss } = this.config;
    if (model === 'wnae') return this.transport?.cost;
    const [positive, negative] = ['energy.positive', 'energy.negative'].map((name) => {
      const found = this.own(name);
      return found && this.exact(found);
    });
    if (positive === undefined) return undefined;
    if (model === 'ae') return reconstructionLoss(() => positive, this.batch) as BoundedTensor;
    if (negative === undefined) return undefined;
    const stored: Energy = (x) => (x === this.batch ? positive : negative);
    const value =
      loss.form === 'difference'
        ? energyDifference(stored, this.batch, negative, loss.gamma)
        : logCoshDifference(stored, this.batch, negative, loss.alpha);
    return value as BoundedTensor;
  }

  private *gradient(): Generator<Stage> {
    const { config, precision, weights, transport } = this;
    const gradient = this.bundle.findModel(`step.${this.step}/grad`);
    const states = this.parts('chain');
    if (weights === undefined) return;
    if (config.model !== 'ae' && states === undefined) return;
    if (config.model === 'wnae' && transport === undefined) return;
    const inputs = {
      config,
      precision,
      model: mapTree((x) => cast(x, 'float64'), weights),
      batch: this.batch.value,
      states,
      noise: this.parts('noise'),
      arcs: transport?.arcs,
    };
    const cotangents = this.parts('cotangent');
    const computed = expectedGradient(inputs, cotangents);
    const sure = config.model !== 'wnae' || this.own('transport.plan') !== undefined;
    const expected = sure ? computed : withoutPlan(computed, precision);
    // in the order in which they come about, from the end of the chain back
    for (let i = (cotangents?.length ?? 0) - 1; i >= 0; i--) {
      const found = (cotangents as DenseTensor[])[i];
      yield this.stage('cotangent', 'cotangent', [i], found, expected.cotangents[i]);
    }
    if (gradient !== undefined) {
      yield* this.leafStages('grad', 'grad', gradient, expected.gradient);
    }
  }

  /** The moments from the bundle's own gradient and its moments of the step before. */
  private *moments(): Generator<Stage> {
    const { bundle, step } = this;
    const gradient = this.optimisedGradient();
    if (gradient === undefined) return;
    const rule = optimizerOf(this.config.optimiser);
    const updates = bundle.updates + step;
    const before = complete(
      updates === 0 ? rule.init(gradient).moments : bundle.momentsBefore(step),
    );
    if (before === undefined) return;
    const moments = before.map((moment) => mapTree(this.exact, moment));
    const next = rule.accumulate(gradient, moments);
    for (const [k, name] of momentNames(this.config).entries()) {
      const found = bundle.findModel(`step.${step}/${name}`);
      if (found !== undefined) yield* this.leafStages(name, name, found, next[k]);
    }
  }

  /** The weights from the bundle's own moments and its weights of the step before. */
  private *update(): Generator<Stage> {
    const { bundle, config, step, weights } = this;
    const found = bundle.findModel(`step.${step}/param`);
    const names = momentNames(config);
    const after = complete(names.map((name) => bundle.findModel(`step.${step}/${name}`)));
    // without moments the gradient itself moves the weights
    const direction = names.length > 0 ? weights : this.optimisedGradient();
    if (found === undefined || weights === undefined || after === undefined) return;
    if (direction === undefined) return;
    const moments = after.map((moment) => mapTree(this.exact, moment));
    const rule = optimizerOf(config.optimiser);
    const update = bundle.updates + step + 1;
    const moved = rule.move(
      mapTree(this.exact, weights),
      mapTree(this.exact, direction),
      moments,
      rule.scales(update, bundle.learningRates[step], 'float64'),
    );
    yield* this.leafStages('param', 'param', found, moved);
  }

  /** The bundle's own gradient as the optimiser takes it: g · min(1, limit / (‖g‖ + 10⁻⁶)). */
  private optimisedGradient(): Autoencoder | undefined {
    const found = this.bundle.findModel(`step.${this.step}/grad`);
    const { clipNorm } = this.config.optimiser;
    if (found === undefined) return undefined;
    const gradient = mapTree(this.exact, found);
    if (clipNorm === null) return gradient;
    const norm = sqrt(leaves(gradient).map((g) => sum(square(g))).reduce(add)); // prettier-ignore
    const scale = minimum(div(clipNorm, add(norm, 1e-6)), 1);
    return mapTree((g) => mul(g, scale), gradient);
  }

  private *leafStages(
    name: string,
    folder: string,
    found: Autoencoder,
    expected: Autoencoder,
  ): Generator<Stage> {
    const bounds = leaves(expected);
    for (const [k, [leaf, x]] of namedLeaves(found).entries()) {
      const bound = bounds[k];
      const expectedLeaf = bound instanceof BoundedTensor ? bound : this.exact(bound);
      yield this.stage(name, `${folder}/${leaf}`, [], x, expectedLeaf);
    }
  }

  private stage(
    name: string,
    tensorName: string,
    at: readonly number[],
    found: Tensor,
    expected: BoundedTensor,
  ): Stage {
    return { name, step: this.step, tensor: tensorName, at, found, expected };
  }

  private own(name: string): DenseTensor | undefined {
    return this.bundle.find(`step.${this.step}/${name}`);
  }

  /** The tensors [B, D] along the first axis of a stack of them, in binary64. */
  private parts(name: string): DenseTensor[] | undefined {
    const whole = this.own(name);
    return whole === undefined ? undefined : unstack(cast(whole, 'float64'));
  }

  /** The chain's last state x′ in binary64. */
  private end(): DenseTensor | undefined {
    return this.parts('chain')?.at(-1);
  }

  private readonly exact = (x: Tensor): BoundedTensor =>
    x instanceof BoundedTensor ? x : BoundedTensor.exact(x, this.precision);
}

/** Whether exact transport takes the coordinates. */
function isBounded({ data }: Tensor): boolean {
  return data.every((x) => Math.abs(x) < 1e150);
}

/** The list, or undefined where a part of it is missing. */
export function complete<T>(parts: readonly (T | undefined)[]): readonly T[] | undefined {
  return parts.includes(undefined) ? undefined : (parts as readonly T[]);
}
