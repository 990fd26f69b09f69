// tanh and log cosh of lib/math (exp.ts, log.ts, hyperbolic.ts), operation by operation.
#pragma once

#include <cstdint>
#include <cstring>

#include "doubleDouble.cuh"

namespace twin {

HD Real twoTo(int k) { return std::ldexp(1.0, k); }
HD Real size(Real x) { return std::fabs(x.value); }
HD Real toFloat(Real x) { return double(float(x.value)); }

/** To the nearest integer, halves up. */
HD Real nearest(Real x) {
  const Real below = std::floor(x.value);
  return x - below < 0.5 ? below : below + 1;
}

/** Sign, exponent and the leading fraction bits. */
HD int32_t highWord(Real x) {
  uint64_t bits;
  memcpy(&bits, &x.value, sizeof bits);
  return int32_t(bits >> 32);
}

HD DoubleDouble ln2() { return {0.6931471805599453, 2.3190468138462996e-17}; }
constexpr int START = 0x3fe6a000;

struct ExpRow {
  Real top, rest;  // 2^(j/64): its leading 26 bits and what is left
};
struct LogRow {
  Real c, top, rest;  // c, and −log c as a multiple of 2^-42 and the rest
};

/** What the TypeScript computes at load. */
struct Tables {
  ExpRow exp[64];
  LogRow log[128];
  Real tanh[12], logCosh[12];  // Taylor coefficients
  Real stepHead, stepRest, stepsPerUnit, ln2Head, ln2Rest;

  HD void build() {
    buildConstants();
    buildExp();
    buildLog();
    buildSeries();
  }

 private:
  HD void buildConstants() {
    const DoubleDouble logTwo = ln2();
    stepHead = nearest((logTwo.hi / 64) * twoTo(38)) * twoTo(-38);
    stepRest = logTwo.hi / 64 - stepHead + logTwo.lo / 64;
    stepsPerUnit = Real(64) / logTwo.hi;
    ln2Head = nearest(logTwo.hi * twoTo(32)) * twoTo(-32);
    ln2Rest = logTwo.hi - ln2Head + logTwo.lo;
  }

  HD void buildExp() {
    DoubleDouble base = {2, 0}, power = {1, 0};
    for (int i = 0; i < 6; i++) base = squareRoot(base);
    for (int j = 0; j < 64; j++) {
      const Real top = head(power.hi);
      exp[j] = {top, power.hi - top + power.lo};
      power = product(power, base);
    }
  }

  HD static int inverseMiddle(int j) {
    const Real binade = j < 75 ? 0.5 : 1;
    const Real middle = binade * (Real(1) + Real(((START >> 13) + j) % 128) / 128 + Real(1) / 256);
    return j == 74 || j == 75 ? 512 : int(nearest(Real(512) / middle).value);
  }

  /** log(a/b) = 2 artanh((a − b)/(a + b)). */
  HD static DoubleDouble logRatio(int a, int b) {
    const DoubleDouble s = ratio({a - b, 0}, {a + b, 0}), square = product(s, s);
    DoubleDouble power = s, total = s;
    for (int i = 3; Real(1e-34) < size(power.hi); i += 2) {
      power = product(power, square);
      total = sum(total, ratio(power, {i, 0}));
    }
    return {total.hi * 2, total.lo * 2};
  }

  HD void buildLog() {
    for (int direction = -1; direction <= 1; direction += 2) {
      int n = 512;
      DoubleDouble logC = {0, 0};
      for (int j = direction < 0 ? 74 : 75; j >= 0 && j < 128; j += direction) {
        const int next = inverseMiddle(j);
        if (next != n) logC = sum(logC, logRatio(next, n));
        n = next;
        const Real top = nearest(-logC.hi * twoTo(42)) * twoTo(-42);
        log[j] = {Real(n) / 512, top, -logC.hi - top - logC.lo};
      }
    }
  }

  HD void buildSeries() {
    tanh[0] = 1;
    for (int n = 1; n < 12; n++) {
      Real convolution = 0;
      for (int i = 0; i < n; i++) convolution = convolution + tanh[i] * tanh[n - 1 - i];
      tanh[n] = -convolution / (2 * n + 1);
    }
    for (int n = 0; n < 12; n++) logCosh[n] = tanh[n] / (2 * n + 2);
  }
};

/** e^r − 1 − r. */
HD Real expTail(Real r) {
  const Real one = 1;
  return r * r * (one / 2 + r * (one / 6 + r * (one / 24 + r * (one / 120 + r * (one / 720 + r * (one / 5040))))));
}

/** e^x with its power of two multiplied in, exactly. */
HD DoubleDouble expParts(const Tables &tables, Real x) {
  const Real round = 6755399441055744.0;
  const Real k = x * tables.stepsPerUnit + round - round;
  const Real a = x - k * tables.stepHead, b = k * tables.stepRest, r = a - b;
  const Real rLow = a - r - b + 0;
  const Real second = rLow + (expTail(r) + r * rLow), s = r + second;
  const int n = int(k.value);
  const ExpRow row = tables.exp[n & 63];
  const Real sHead = head(s), sRest = s - sHead + (r - s + second);
  const Real leading = row.top * sHead, total = row.top + leading;
  const Real low = leading - (total - row.top) + (row.rest + (row.top * sRest + row.rest * s));
  const DoubleDouble parts = fastTwoSum(total, low);
  return {parts.hi * twoTo(n >> 6), parts.lo * twoTo(n >> 6)};
}

/** log(1 + r) − r. */
HD Real log1pTail(Real r) {
  const Real one = 1, r2 = r * r;
  const Real even = r * (one / 3) - one / 2 + r2 * (r * (one / 5) - one / 4);
  return r2 * (even + r2 * r2 * (r * (one / 7) - one / 6 + r2 * (r * (one / 9) - one / 8)));
}

/** log(x + xLow). */
HD DoubleDouble logParts(const Tables &tables, Real x, Real xLow) {
  const int offset = highWord(x) - START, k = offset >> 20;
  const LogRow row = tables.log[(offset >> 13) & 127];
  const Real power = twoTo(-k), m = x * power, mHead = toFloat(m);
  const DoubleDouble r = twoSum(mHead * row.c - 1, (m - mHead) * row.c);
  const Real rLow = r.lo + xLow * power * row.c;
  const Real top = Real(k) * tables.ln2Head + row.top, total = top + r.hi;
  const Real rest = Real(k) * tables.ln2Rest + row.rest + (rLow - rLow * r.hi + log1pTail(r.hi));
  return fastTwoSum(total, r.hi - (total - top) + rest);
}

/** log(1 + e) for 0 ≤ e ≤ 1. */
HD DoubleDouble log1pParts(const Tables &tables, DoubleDouble e) {
  if (e.hi < twoTo(-8)) return fastTwoSum(e.hi, e.lo - e.lo * e.hi + log1pTail(e.hi));
  const DoubleDouble u = twoSum(1, e.hi);
  return logParts(tables, u.hi, u.lo + e.lo);
}

HD Real tanh(const Tables &tables, Real x) {
  const Real z = size(x), *t = tables.tanh;
  if (z < 0.0625) {
    if (z < 1e-9) return x;
    const Real s = x * x, s2 = s * s;
    const Real upper = t[4] + s * t[5] + s2 * (t[6] + s * t[7]);
    return x + x * s * (t[1] + s * t[2] + s2 * (t[3] + s * upper));
  }
  if (!(z < 22)) return Real(0) < x ? Real(1) : x < 0 ? Real(-1) : x;
  const DoubleDouble e = expParts(tables, Real(-2) * z);
  const DoubleDouble numerator = fastTwoSum(1, -e.hi), denominator = fastTwoSum(1, e.hi);
  const Real y = quotient({numerator.hi, numerator.lo - e.lo}, {denominator.hi, denominator.lo + e.lo});
  return x < 0 ? -y : y;
}

/** (hi + lo)·2^k rounded once, for −1500 < k < −900. */
HD Real roundScaled(DoubleDouble x, int k) {
  const Real y = x.hi + x.lo, down = twoTo(k + 500);
  if (twoTo(-1022 - k) <= y) return y * down * twoTo(-500);
  // adding 2^52 units of the smallest subnormal rounds to a whole number of them
  const Real shift = twoTo(52 - 1074 - k), s = shift + x.hi, rest = x.hi - (s - shift) + x.lo;
  return (s + rest - shift) * down * twoTo(-500);
}

HD Real logCoshNearZero(const Tables &tables, Real z) {
  if (z < 1e-100) {
    if (z < 1e-170) return 0;
    const Real scaled = z * twoTo(600);
    const DoubleDouble square = twoProduct(scaled, scaled);
    return roundScaled({square.hi / 2, square.lo / 2}, -1200);
  }
  const Real *l = tables.logCosh;
  const DoubleDouble square = twoProduct(z, z);
  const Real s = square.hi, s2 = s * s;
  const Real upper = l[5] + s * l[6] + s2 * (l[7] + s * (l[8] + s * l[9]));
  return square.hi / 2 + (square.lo / 2 + s2 * (l[1] + s * l[2] + s2 * (l[3] + s * (l[4] + s * upper))));
}

HD Real logCosh(const Tables &tables, Real x) {
  const DoubleDouble logTwo = ln2();
  const Real z = size(x);
  if (z < 0.125) return logCoshNearZero(tables, z);
  const DoubleDouble linear = twoSum(z, -logTwo.hi);
  if (!(z < 25)) return z < INFINITY ? linear.hi + (linear.lo - logTwo.lo) : z;
  const DoubleDouble l = log1pParts(tables, expParts(tables, Real(-2) * z));
  const DoubleDouble total = twoSum(linear.hi, l.hi);
  return total.hi + (total.lo + (linear.lo + (l.lo - logTwo.lo)));
}

}  // namespace twin
