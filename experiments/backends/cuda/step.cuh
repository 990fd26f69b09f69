// What a training step is given and finds, and where its threads keep what they hand on to each other.
#pragma once

#include "device.cuh"
#include "network.cuh"

namespace twin {

enum Model { AE, NAE, WNAE };
enum Form { DIFFERENCE, LOG_COSH };
enum Box { NO_BOX, CLAMP, REJECT };
enum Rule { ADAM, SGD };

/** One step; mirrored by `ctypes` in cuda_backend.py. B samples, D features, S Langevin steps, P parameters. */
template <class T> struct Problem {
  int layers, code, sizes[MOST_LAYERS + 1];  // see Network
  int samples, steps, arcs;
  int model, form, detached, euclidean;
  int box, clipsDrift;
  int rule, decays, clipsGradient;
  Rounded<T> gamma, alpha;                             // NAE
  Rounded<T> lower, upper, rate, driftLimit;           // the chain's; rate = λ/T
  Rounded<T> beta1, rest1, beta2, rest2, epsilon;      // Adam; rest = 1 − β
  Rounded<T> learningRate, correction, kept;           // Adam's with both corrections; kept: AdamW
  Rounded<T> momentum, clipNorm;
  double milliseconds;                                 // found: all kernels of the step
  const Rounded<T> *weights, *firstMoment, *secondMoment;  // [P]; momentum's velocity is a first moment
  const Rounded<T> *sigmas;                            // [S]
  const Rounded<T> *batch, *start, *noise;             // [B, D], [B, D], [S, B, D]
  const int *arcRow, *arcColumn;                       // [arcs]: the transport plan, row by row
  const Rounded<T> *arcMass;                           // [arcs]
  Rounded<T> *chain, *drift;                           // [S + 1, B, D], [S, B, D]
  Rounded<T> *positive, *negative;                     // [B]
  Rounded<T> *cost, *loss;                             // []
  Rounded<T> *cotangent;                               // [S, B, D]
  Rounded<T> *gradient, *firstUpdated, *secondUpdated, *updated;  // [P]
};

/** What the loss hands on to the gradient: ∂L/∂E of every positive and negative sample. */
template <class T> struct EnergyWeights {
  Rounded<T> positive, negative, negativeShare;  // negative: + 2 · negativeShare · E where γ is not 0
};

/**
 * A step with its spaces. Contributions to the gradient are numbered in the order in which reverse mode makes them
 * (2.4): those of the energies in the loss, then for Langevin steps S − 1 … 0 that of the drift's own reverse pass
 * (`inner`) and that of its forward pass (`outer`). Contribution t to a weight [i, j] of layer l is
 * Σ over samples of bars(t)[level l + 1, i] · values(t)[level l, j].
 */
template <class T> struct Step : Problem<T> {
  Network<T> net;
  Rounded<T> *valueSpace, *barSpace;  // [contributions + 1, units, B], the last for what is not differentiated
  Rounded<T> *partial;                // [contributions, P]
  Rounded<T> *chunks;                 // sums of chunks
  Rounded<T> *arcCost, *arcPull;      // [arcs], [arcs, D]
  Rounded<T> *gradientScale;          // []
  EnergyWeights<T> *energyWeights;

  explicit Step(const Problem<T> &p) : Problem<T>(p), net(p.layers, p.code, p.sizes, p.weights) {}

  HD bool differentiatesChain() const { return this->model == WNAE || (this->model == NAE && !this->detached); }
  HD int energies() const { return this->model == AE ? 1 : this->model == NAE ? 2 : 0; }
  HD int contributions() const { return energies() + (differentiatesChain() ? 2 * this->steps : 0); }
  HD int spare() const { return contributions(); }

  // which energy the loss took last: log cosh the negative ones, the difference the positive ones
  HD int positiveAt() const { return energies() == 0 ? spare() : this->model == NAE && this->form == LOG_COSH ? 1 : 0; }
  HD int negativeAt() const { return energies() < 2 ? spare() : 1 - positiveAt(); }
  HD int inner(int i) const { return differentiatesChain() ? energies() + 2 * (this->steps - 1 - i) : spare(); }
  HD int outer(int i) const { return differentiatesChain() ? inner(i) + 1 : spare(); }
  HD bool isInner(int t) const { return t >= energies() && (t - energies()) % 2 == 0; }

  HD Vector<T> values(int t, int sample) const { return unitsOf(valueSpace, t, sample); }
  HD Vector<T> bars(int t, int sample) const { return unitsOf(barSpace, t, sample); }
  HD Vector<T> unitsOf(Rounded<T> *space, int t, int sample) const {
    return {space + size_t(t) * net.units() * this->samples + sample, size_t(this->samples)};
  }

  /** A sample's row of part i of an array [parts, B, D]. */
  template <class X> HD X *row(X *array, int i, int sample) const {
    return array + (size_t(i) * this->samples + sample) * net.features();
  }
};

}  // namespace twin
