import type { Primitive } from '../../tensor/index.js';
import { contraction } from './contraction.js';
import { elementwise } from './elementwise.js';
import { layout } from './layout.js';
import { reduction } from './reduction.js';
import type { Rule } from './rule.js';

export { argumentRule, type ArgumentRule, type Rule, type Site } from './rule.js';

/** Primitives whose derivative is zero almost everywhere: they are constants to a derivative. */
export const nonDifferentiable = [
  'sign', 'less', 'lessEqual', 'equal', 'notEqual', 'argsort', 'transport', 'transportOfCosts',
] as const satisfies readonly Primitive[]; // prettier-ignore

export type NonDifferentiable = (typeof nonDifferentiable)[number];
export type Differentiable = Exclude<Primitive, NonDifferentiable>;

/** Every differentiable primitive has a rule: leaving one out does not compile. */
export const rules: { readonly [P in Differentiable]: Rule<P> } = {
  ...elementwise,
  ...reduction,
  ...contraction,
  ...layout,
};

const constants: ReadonlySet<Primitive> = new Set(nonDifferentiable);

export function isDifferentiable(primitive: Primitive): primitive is Differentiable {
  return !constants.has(primitive);
}
