// lib/math/doubleDouble.ts, operation by operation: a number as the unevaluated sum hi + lo.
#pragma once

#include "arithmetic.cuh"

namespace twin {

using Real = Rounded<double>;

struct DoubleDouble {
  Real hi, lo;
};

/** The leading 26 bits of x. */
HD Real head(Real x) {
  const Real c = Real(134217729.0) * x;
  return c - (c - x);
}

HD DoubleDouble twoSum(Real a, Real b) {
  const Real s = a + b, t = s - a;
  return {s, (a - (s - t)) + (b - t)};
}

/** For |a| ≥ |b| or a = 0. */
HD DoubleDouble fastTwoSum(Real a, Real b) {
  const Real s = a + b;
  return {s, b - (s - a)};
}

HD DoubleDouble twoProduct(Real a, Real b) {
  const Real p = a * b, ah = head(a), bh = head(b), al = a - ah, bl = b - bh;
  return {p, al * bl - (p - ah * bh - al * bh - ah * bl)};
}

/** a/b, rounded once. */
HD Real quotient(DoubleDouble a, DoubleDouble b) {
  const Real inverse = Real(1.0) / b.hi, q = a.hi * inverse;
  const DoubleDouble p = twoProduct(q, b.hi);
  return q + (a.hi - p.hi - p.lo + (a.lo - q * b.lo)) * inverse;
}

HD DoubleDouble sum(DoubleDouble a, DoubleDouble b) {
  const DoubleDouble s = twoSum(a.hi, b.hi), t = twoSum(a.lo, b.lo);
  const DoubleDouble u = fastTwoSum(s.hi, s.lo + t.hi);
  return twoSum(u.hi, u.lo + t.lo);
}

HD DoubleDouble product(DoubleDouble a, DoubleDouble b) {
  const DoubleDouble p = twoProduct(a.hi, b.hi);
  return twoSum(p.hi, p.lo + (a.hi * b.lo + a.lo * b.hi));
}

HD DoubleDouble ratio(DoubleDouble a, DoubleDouble b) {
  const Real q = a.hi / b.hi;
  const DoubleDouble p = twoProduct(q, b.hi);
  return twoSum(q, (a.hi - p.hi - p.lo + (a.lo - q * b.lo)) / b.hi);
}

HD DoubleDouble squareRoot(DoubleDouble a) {
  const Real r = root(a.hi);
  const DoubleDouble p = twoProduct(r, r);
  return twoSum(r, (a.hi - p.hi - p.lo + a.lo) / (Real(2.0) * r));
}

}  // namespace twin
