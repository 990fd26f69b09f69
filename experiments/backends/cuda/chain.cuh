// The Langevin chain of a sample with its drifts and energies, and its reverse pass. A thread per sample.
#pragma once

#include "step.cuh"

namespace twin {

/** limit / √max(‖g‖², limit²), by which a drift is multiplied, and what it is made from. */
template <class T> struct DriftScale {
  Rounded<T> squares, norm, scale;

  template <class Component> HD DriftScale(int features, Rounded<T> limit, const Component &g) {
    squares = chunkedSum<T>(features, [=](int j) { return g(j) * g(j); });
    const Rounded<T> least = limit * limit;
    norm = root(squares < least ? least : squares);
    scale = limit / norm;
  }
};

/** x − (λ/T)g + σξ of component j, before the box. */
template <class T> HD Rounded<T> proposal(const Step<T> &s, int i, int sample, int j) {
  const Rounded<T> *x = s.row(s.chain, i, sample), *g = s.row(s.drift, i, sample), *xi = s.row(s.noise, i, sample);
  return (x[j] - g[j] * s.rate) + xi[j] * s.sigmas[i];
}

template <class T> HD bool leavesBox(const Step<T> &s, int i, int sample) {
  for (int j = 0; j < s.net.features(); j++) {
    const Rounded<T> y = proposal(s, i, sample, j);
    if (y < s.lower || s.upper < y) return true;
  }
  return false;
}

/** States, drifts and energies. */
template <class T> struct RunChain {
  Step<T> s;

  HD void operator()(int sample) const {
    s.positive[sample] = energyAt(s.batch + size_t(sample) * s.net.features(), s.values(s.positiveAt(), sample));
    if (s.model == AE) return;
    for (int j = 0; j < s.net.features(); j++) s.row(s.chain, 0, sample)[j] = s.row(s.start, 0, sample)[j];
    for (int i = 0; i < s.steps; i++) {
      findDrift(i, sample);
      move(i, sample);
    }
    s.negative[sample] = energyAt(s.row(s.chain, s.steps, sample), s.values(s.negativeAt(), sample));
  }

  HD Rounded<T> energyAt(const Rounded<T> *x, Vector<T> h) const {
    for (int j = 0; j < s.net.features(); j++) h[j] = x[j];
    s.net.forward(h);
    return s.net.energy(h);
  }

  HD void findDrift(int i, int sample) const {
    const Network<T> &net = s.net;
    const Vector<T> h = s.values(s.outer(i), sample), r = s.bars(s.inner(i), sample);
    const Rounded<T> *x = s.row(s.chain, i, sample);
    Rounded<T> *drift = s.row(s.drift, i, sample);
    for (int j = 0; j < net.features(); j++) h[j] = x[j];
    net.forward(h);
    net.pullEnergy(h, 1, r);
    const auto gradient = [&](int j) { return net.energyGradient(r, j); };
    for (int j = 0; j < net.features(); j++) drift[j] = gradient(j);
    if (!s.clipsDrift) return;
    const DriftScale<T> clip(net.features(), s.driftLimit, gradient);
    for (int j = 0; j < net.features(); j++) drift[j] = drift[j] * clip.scale;
  }

  HD void move(int i, int sample) const {
    const Rounded<T> *x = s.row(s.chain, i, sample);
    Rounded<T> *next = s.row(s.chain, i + 1, sample);
    const bool stays = s.box == REJECT && leavesBox(s, i, sample);
    for (int j = 0; j < s.net.features(); j++) {
      const Rounded<T> y = proposal(s, i, sample, j);
      const bool clamps = s.box == CLAMP;
      next[j] = stays ? x[j] : clamps && y < s.lower ? s.lower : clamps && s.upper < y ? s.upper : y;
    }
  }
};

/**
 * Cotangents of everything that a weight is multiplied with, from those of the energies in the loss and of the last
 * state: back through the energies, then through the Langevin steps. Contributions in the order of 2.4.
 */
template <class T> struct PullChain {
  Step<T> s;

  HD void operator()(int sample) const {
    if (s.model != WNAE) pullEnergies(sample);
    if (!s.differentiatesChain()) return;
    for (int i = s.steps - 1; i >= 0; i--) pullStep(i, sample);
  }

  HD void pullEnergies(int sample) const {
    const EnergyWeights<T> &w = *s.energyWeights;
    s.net.pullEnergy(s.values(s.positiveAt(), sample), w.positive, s.bars(s.positiveAt(), sample));
    if (s.model == AE) return;
    const Rounded<T> half = w.negativeShare * s.negative[sample];
    const Rounded<T> weight = s.gamma == 0 ? w.negative : (half + half) + w.negative;
    const Vector<T> g = s.bars(s.negativeAt(), sample);
    s.net.pullEnergy(s.values(s.negativeAt(), sample), weight, g);
    if (!s.differentiatesChain()) return;
    Rounded<T> *delta = s.row(s.cotangent, s.steps - 1, sample);
    for (int j = 0; j < s.net.features(); j++) delta[j] = s.net.energyGradient(g, j);
  }

  /** From δ of state i + 1 the cotangents within step i, and δ of state i. */
  HD void pullStep(int i, int sample) const {
    const Network<T> &net = s.net;
    const int features = net.features();
    const Vector<T> h = s.values(s.outer(i), sample), g = s.bars(s.outer(i), sample);
    const Vector<T> v = s.values(s.inner(i), sample), r = s.bars(s.inner(i), sample);
    const Rounded<T> *delta = s.row(s.cotangent, i, sample);
    const bool stays = s.box == REJECT && leavesBox(s, i, sample);
    const auto passed = [&](int j) {
      const Rounded<T> y = proposal(s, i, sample, j);
      const bool clamped = s.box == CLAMP && !(s.lower <= y && y <= s.upper);
      return stays || clamped ? Rounded<T>(0) : delta[j];
    };
    for (int j = 0; j < features; j++) v[j] = -passed(j) * s.rate;
    if (s.clipsDrift) pullClip(r, v);
    // the drift's reverse pass, of which v is the cotangent: its transpose runs forwards
    net.push(h, v);
    const Rounded<T> share = Rounded<T>(1) / Rounded<T>(features);
    for (int j = 0; j < features; j++) {
      const Rounded<T> half = (v[j] - net.output(v)[j]) * share;
      net.output(g)[j] = -(half + half);
    }
    net.pull(h, g);
    if (i == 0) return;
    Rounded<T> *below = s.row(s.cotangent, i - 1, sample);
    for (int j = 0; j < features; j++) {
      const Rounded<T> kept = stays ? delta[j] : Rounded<T>(0);
      const Rounded<T> own = s.box == REJECT ? kept + passed(j) : passed(j);
      below[j] = (own - net.output(g)[j]) + g[j];
    }
  }

  /** v, the cotangent of the clipped drift, becomes that of the drift itself. */
  HD void pullClip(Vector<T> r, Vector<T> v) const {
    const Network<T> &net = s.net;
    const auto gradient = [&](int j) { return net.energyGradient(r, j); };
    const DriftScale<T> clip(net.features(), s.driftLimit, gradient);
    const Rounded<T> least = s.driftLimit * s.driftLimit;
    const Rounded<T> ofScale = chunkedSum<T>(net.features(), [&](int j) { return v[j] * gradient(j); });
    const Rounded<T> ofNorm = -((ofScale * clip.scale) / clip.norm);
    const Rounded<T> above = least < clip.squares ? 1 : least == clip.squares ? T(0.5) : T(0);
    const Rounded<T> ofSquares = (ofNorm / (clip.norm * 2)) * above;
    for (int j = 0; j < net.features(); j++) {
      const Rounded<T> half = ofSquares * gradient(j);
      v[j] = (v[j] * clip.scale + half) + half;
    }
  }
};

}  // namespace twin
