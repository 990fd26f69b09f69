export { atNextLevel, stopGradient } from './gradientTracer.js';
export { grad, valueAndGrad, valueAndGradWithAux, vjp } from './reverse.js';
export { hvp, jvp } from './forward.js';
export { leaves, mapTree, namedLeaves, unflatten } from './tree.js';
export { nonDifferentiable, type Differentiable, type NonDifferentiable } from './rules/index.js';
export { emd, emdOfCosts, pairedDistance, type Metric, type Weights } from './transport.js';
export { checkGradients, type GradientCheck } from './checkGradients.js';
