/** The logistic function and its integral, from e^-|x| in double-double. At most 0.52 ulp. */
import { twoTo } from './binary64.js';
import { fastTwoSum, low, quotient, twoSum } from './doubleDouble.js';
import { exp, exponent, expParts } from './exp.js';
import { log1pParts } from './log.js';

/** e^-45 < 2^-64: beyond, 1 + e^-x is 1 and log(1 + e^x) is e^x. */
const FAR = 45;

/** 1/(1 + e^-x). */
export function sigmoid(x: number): number {
  if (!(x > -FAR)) return exp(x);
  if (x > FAR) return 1;
  const hi = expParts(-Math.abs(x), 0);
  const power = twoTo(exponent[0]);
  const e = hi * power;
  const eLow = low[0] * power;
  const d = fastTwoSum(1, e);
  const dLow = low[0] + eLow;
  return x < 0 ? quotient(e, eLow, d, dLow) : quotient(1, 0, d, dLow);
}

/** log(1 + e^x) = max(x, 0) + log(1 + e^-|x|). */
export function softplus(x: number): number {
  if (!(x > -FAR)) return exp(x);
  if (x > FAR) return x;
  const hi = expParts(-Math.abs(x), 0);
  const power = twoTo(exponent[0]);
  const l = log1pParts(hi * power, low[0] * power);
  const lLow = low[0];
  if (x <= 0) return l + lLow;
  const sum = twoSum(x, l);
  return sum + (low[0] + lLow);
}
