import {
  broadcastTo, evaluate, sameShape, tensor, type Binary, type Comparison, type DenseTensor,
  type Shape,
} from '../../tensor/index.js'; // prettier-ignore
import { combine, numbers, plus, type Bounded, type ErrorBound, type OpenSum } from '../bounded.js';
import { allowance, isShortConstant, type Precision } from '../precision.js';
import { propagate, type Rule } from './rule.js';

/** From here on a comparison's bound says that it is in doubt; what is less is the rounding of products. */
const DOUBT = 0.5;

/** Repeated to `shape`; null stays null. */
function spread(bound: ErrorBound, shape: Shape): ErrorBound {
  if (bound === null || sameShape(bound.shape, shape)) return bound;
  return broadcastTo(bound, shape) as DenseTensor;
}

/** An operand as it is in the broadcast result. */
function spreadAll({ value, error, wide }: Bounded, shape: Shape): Bounded {
  const spreadError = spread(error, shape);
  return {
    value: spread(value, shape) as DenseTensor,
    error: spreadError,
    wide: wide === error ? spreadError : spread(wide, shape),
  };
}

/** The rounding of an operation with result q: units · U |q|, or a flush to zero. */
function rounding(units: number, q: number, { both, tiny }: Precision): number {
  const size = Math.abs(q);
  return units * both * size + Math.min(tiny, size);
}

/** a ± b: the terms of both sums are those of one. */
function sum(name: 'add' | 'sub'): Rule<'add' | 'sub'> {
  return ([x, y]): OpenSum => {
    const [a, b] = [x.open, y.open];
    const value = evaluate(name, [a.value, b.value], null);
    const both = (p: ErrorBound, q: ErrorBound): ErrorBound =>
      plus(spread(p, value.shape), spread(q, value.shape));
    return {
      ...propagate(value, [a, b], both),
      mass: both(a.mass, b.mass) as DenseTensor,
      terms: a.terms + b.terms,
    };
  };
}

/** A function of two broadcast operands, rule by elements. */
function pair(
  name: Binary,
  bound: (
    q: DenseTensor, a: Bounded, b: Bounded, ea: ErrorBound, eb: ErrorBound, precision: Precision,
  ) => ErrorBound, // prettier-ignore
): Rule<Binary> {
  return ([x, y], _, precision) => {
    const value = evaluate(name, [x.closed.value, y.closed.value], null);
    const [a, b] = [x.closed, y.closed].map((operand) => spreadAll(operand, value.shape));
    return propagate(value, [a, b], (ea, eb) => bound(value, a, b, ea, eb, precision));
  };
}

/** |âb̂ − ab| ≤ |a| e_b + |b| e_a + e_a e_b + 2U|ab| */
const product = pair('mul', (q, a, b, ea, eb, { both, tiny }) => {
  const out = new Float64Array(q.size);
  const [p, x, y] = [q.data, a.value.data, b.value.data];
  const [dx, dy] = [numbers(ea, q.size), numbers(eb, q.size)];
  const unit = allowance.multiply * both;
  for (let k = 0; k < out.length; k++) {
    const size = Math.abs(p[k]);
    const propagated = Math.abs(x[k]) * dy[k] + Math.abs(y[k]) * dx[k] + dx[k] * dy[k];
    out[k] = propagated + unit * size + Math.min(tiny, size);
  }
  return tensor(out, q.shape);
});

/** |â/b̂ − a/b| ≤ (e_a + |a/b| e_b) / (|b| − e_b) + 6U|a/b|; Infinity where b may be 0 */
const quotient = pair('div', (q, _, b, ea, eb, precision) =>
  combine([q, b.value, ea, eb], (x, y, dx, dy) => {
    const divisor = Math.abs(y) - dy;
    const propagated = dx + Math.abs(x) * dy;
    const carried = propagated === 0 ? 0 : divisor > 0 ? propagated / divisor : Infinity;
    return carried + rounding(allowance.divide, x, precision);
  }),
);

/** |max(â, b̂) − max(a, b)| ≤ max(e_a, e_b) */
const extremum = (name: 'maximum' | 'minimum'): Rule<Binary> =>
  pair(name, (_, a, __, ea, eb) =>
    ea === null && eb === null ? null : combine([a.value, ea, eb], (_, dx, dy) => Math.max(dx, dy)),
  );

/** In doubt where |a − b| is within what both bounds allow, unless both are exact. */
function comparison(name: Comparison): Rule<Comparison> {
  return ([x, y]) => {
    const value = evaluate(name, [x.closed.value, y.closed.value], null);
    const [a, b] = [x.closed, y.closed].map((operand) => spreadAll(operand, value.shape));
    if (a.wide === null && b.wide === null) return { value, error: null, wide: null };
    let any = false;
    const wide = combine([a.value, b.value, a.wide, b.wide], (p, q, dp, dq) => {
      const room = dp + dq;
      const doubtful = !(Math.abs(p - q) > room) && room !== 0;
      any ||= doubtful;
      return doubtful ? 1 : 0;
    });
    return { value, error: null, wide: any ? wide : null };
  };
}

/** f(x) with |f(x̂) − f(x)| ≤ e and no rounding of its own. */
function contraction(name: 'relu' | 'abs'): Rule<'relu' | 'abs'> {
  return ([x]) => {
    const { value, error, wide } = x.closed;
    return { value: evaluate(name, [value], null), error, wide };
  };
}

/** f(x) with |f′| ≤ 1, computed by way of exponentials. */
function elementary(name: 'tanh' | 'logCosh'): Rule<'tanh' | 'logCosh'> {
  return ([x], _, { both }) => {
    const unit = allowance.elementary * both;
    return propagate(evaluate(name, [x.closed.value], null), [x.closed], (e) =>
      combine([x.closed.value, e], (v, d) => d + unit * Math.max(1, Math.abs(v))),
    );
  };
}

export const elementwise = {
  add: sum('add'),
  sub: sum('sub'),
  mul: product,
  div: quotient,
  maximum: extremum('maximum'),
  minimum: extremum('minimum'),
  less: comparison('less'),
  lessEqual: comparison('lessEqual'),
  equal: comparison('equal'),
  notEqual: comparison('notEqual'),
  relu: contraction('relu'),
  abs: contraction('abs'),
  neg: (([x]) => {
    const { value, ...bounds } = x.open;
    return { value: evaluate('neg', [value], null), ...bounds };
  }) as Rule<'neg'>,
  tanh: elementary('tanh'),
  logCosh: elementary('logCosh'),

  // |√x̂ − √x| ≤ max(√(x+e) − √x, √x − √(x−e)), the second being e / (√x + √(x−e))
  sqrt: (([x], _, precision) => {
    const { closed } = x;
    const value = evaluate('sqrt', [closed.value], null);
    return propagate(value, [closed], (e) =>
      combine([closed.value, value, e], (v, root, d) => {
        const down = d === 0 ? 0 : Math.min(d, v) / (root + Math.sqrt(Math.max(v - d, 0)) || 1);
        const up = d === 0 ? 0 : Math.sqrt(v + d) - root;
        return Math.max(down, up) + rounding(allowance.squareRoot, root, precision);
      }),
    );
  }) as Rule<'sqrt'>,

  // no error but that of x̂; a bound that is no number of the format is rounded
  clamp: (([x], { lower, upper }, { both }) => {
    const { closed } = x;
    const short = isShortConstant(lower) && isShortConstant(upper);
    const atBound = short ? 0 : allowance.constant * both;
    const value = evaluate('clamp', [closed.value], { lower, upper });
    return propagate(value, [closed], (e) =>
      combine([value, e], (c, d) => {
        const near = c - d <= lower || c + d >= upper;
        return near ? d + atBound * Math.abs(c) : d;
      }),
    );
  }) as Rule<'clamp'>,

  // c ? x : y; where c is in doubt the other branch is within |x − y| + e_x + e_y
  where: (([c, x, y]) => {
    const [condition, p, q] = [c.closed, x.closed, y.closed];
    const value = evaluate('where', [condition.value, p.value, q.value], null);
    const [choice, a, b] = [condition, p, q].map((operand) => spreadAll(operand, value.shape));
    const chosen = (ea: ErrorBound, eb: ErrorBound): ErrorBound =>
      ea === null && eb === null
        ? null
        : combine([choice.value, ea, eb], (t, dx, dy) => (t !== 0 ? dx : dy));
    const error = chosen(a.error, b.error);
    const doubtful = choice.wide !== null && choice.wide.data.some((w) => w >= DOUBT);
    const wideChosen = a.wide === a.error && b.wide === b.error ? error : chosen(a.wide, b.wide);
    if (!doubtful) return { value, error, wide: wideChosen };
    const either = combine([a.value, b.value, a.wide, b.wide], (v, w, dv, dw) =>
      Math.abs(v - w) + dv + dw); // prettier-ignore
    const wide = combine([either, choice.wide, wideChosen], (all, w, one) =>
      w >= DOUBT ? all : one); // prettier-ignore
    return { value, error, wide };
  }) as Rule<'where'>,
};
