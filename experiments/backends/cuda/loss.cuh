// The losses: their values, and their derivatives by the energies or by the last states.
#pragma once

#include "hyperbolic.cuh"
#include "step.cuh"

namespace twin {

/** Sums term(r) over chunk c of `count` rows, a thread per chunk; `addChunks` adds what is found. */
template <class T, class Term> struct SumChunks {
  Term term;
  int count;
  Rounded<T> *chunks;

  HD void operator()(int c) const {
    const int start = c * CHUNK, end = start + CHUNK < count ? start + CHUNK : count;
    chunks[c] = chunkSum<T>(start, end, term);
  }
};

template <class T> struct Element {
  const Rounded<T> *numbers;
  HD Rounded<T> operator()(int r) const { return numbers[r]; }
};

template <class T> struct Square {
  const Rounded<T> *numbers;
  HD Rounded<T> operator()(int r) const { return numbers[r] * numbers[r]; }
};

/** Chunks of Σ term(r) over `count` rows, from place `at` on: where the next may begin. */
template <class T, class Term> Rounded<T> *sumChunks(const Term &term, int count, Rounded<T> *at) {
  each(chunksOf(count), SumChunks<T, Term>{term, count, at});
  return at + chunksOf(count);
}

struct BuildTables {
  Tables *tables;
  HD void operator()(int) const { tables->build(); }
};

/** AE and NAE: from the chunks of the energies' sums the loss, and its derivative by every energy. One thread. */
template <class T> struct EnergyLoss {
  Step<T> s;
  const Rounded<T> *positives, *negatives, *squares;  // chunks
  const Tables *tables;

  HD Rounded<T> mean(const Rounded<T> *chunks) const { return addChunks(chunks, s.samples) / Rounded<T>(s.samples); }

  HD void operator()(int) const {
    const Rounded<T> count = s.samples, positive = mean(positives);
    EnergyWeights<T> &weights = *s.energyWeights;
    weights = {Rounded<T>(1) / count, 0, 0};
    *s.loss = positive;
    if (s.model == AE) return;
    const Rounded<T> difference = positive - mean(negatives);
    if (s.form == DIFFERENCE) {
      weights.negative = Rounded<T>(-1) / count;
      weights.negativeShare = s.gamma / count;
      *s.loss = s.gamma == 0 ? difference : difference + mean(squares) * s.gamma;
      return;
    }
    // elementary functions are those of binary64, rounded once (1.2)
    const Real wide = double(difference.value);
    const Rounded<T> slope = T(tanh(*tables, wide).value), logarithm = T(logCosh(*tables, wide).value);
    weights.positive = (s.alpha + slope) / count;
    weights.negative = -slope / count;
    *s.loss = logarithm + positive * s.alpha;
  }
};

/** Loss of an AE or NAE. */
template <class T> void lossOfEnergies(const Step<T> &s, Tables *tables) {
  Rounded<T> *const positives = s.chunks;
  Rounded<T> *const negatives = sumChunks<T>(Element<T>{s.positive}, s.samples, positives);
  Rounded<T> *squares = nullptr;
  if (s.model == NAE) {
    squares = sumChunks<T>(Element<T>{s.negative}, s.samples, negatives);
    sumChunks<T>(Square<T>{s.negative}, s.samples, squares);
    if (s.form == LOG_COSH) each(1, BuildTables{tables});
  }
  each(1, EnergyLoss<T>{s, positives, negatives, squares, tables});
}

/** WNAE: π c of an arc, and the derivative by its end y. A thread per arc. */
template <class T> struct PullArc {
  Step<T> s;

  HD void operator()(int k) const {
    const int features = s.net.features();
    const Rounded<T> *x = s.row(s.batch, 0, s.arcRow[k]), *y = s.row(s.chain, s.steps, s.arcColumn[k]);
    const auto apart = [=](int j) { return x[j] - y[j]; };
    const Rounded<T> squares = chunkedSum<T>(features, [=](int j) { return apart(j) * apart(j); });
    Rounded<T> cost = squares, slope = s.arcMass[k];  // slope: by the squared distance
    if (s.euclidean) {
      cost = root(squares);
      slope = Rounded<T>(0) < squares ? slope / (cost * 2) : Rounded<T>(0);
    }
    s.arcCost[k] = s.arcMass[k] * cost;
    for (int j = 0; j < features; j++) {
      const Rounded<T> half = slope * apart(j);
      s.arcPull[size_t(k) * features + j] = -(half + half);
    }
  }
};

/** ∂W/∂x̂_S: what the arcs give, added in ascending order (2.3). A thread per component of a sample. */
template <class T> struct ScatterArcs {
  Step<T> s;

  HD void operator()(int index) const {
    const int features = s.net.features(), sample = index / features, j = index % features;
    Rounded<T> total = 0;
    for (int k = 0; k < s.arcs; k++) {
      if (s.arcColumn[k] == sample) total = total + s.arcPull[size_t(k) * features + j];
    }
    s.row(s.cotangent, s.steps - 1, sample)[j] = total;
  }
};

template <class T> struct TransportLoss {
  Step<T> s;
  HD void operator()(int) const { *s.cost = *s.loss = addChunks(s.chunks, s.arcs); }
};

/** Loss of a WNAE: Σ π c with the plan that is given. */
template <class T> void lossOfTransport(const Step<T> &s) {
  each(s.arcs, PullArc<T>{s});
  sumChunks<T>(Element<T>{s.arcCost}, s.arcs, s.chunks);
  each(1, TransportLoss<T>{s});
  each(s.samples * s.net.features(), ScatterArcs<T>{s});
}

}  // namespace twin
