// The gradient by the parameters from what the samples' threads left, its clipping, and the optimiser.
#pragma once

#include "loss.cuh"
#include "step.cuh"

namespace twin {

/** A parameter by its number: weight [unit, input] of a layer, or the unit's bias. */
template <class T> struct Parameter {
  int layer = 0, unit, input;
  bool isBias;

  HD Parameter(const Network<T> &net, int number) {
    while (number >= net.weightAt[layer + 1]) layer++;
    const int within = number - net.weightAt[layer], inputs = net.sizes[layer], weights = inputs * net.sizes[layer + 1];
    isBias = within >= weights;
    unit = isBias ? within - weights : within / inputs;
    input = isBias ? 0 : within % inputs;
  }
};

/** Contribution t to a parameter: the chunked sum over the batch. A thread per parameter and contribution. */
template <class T> struct SumOverBatch {
  Step<T> s;

  HD void operator()(int index) const {
    const int t = index / s.net.parameters();
    const Parameter<T> p(s.net, index % s.net.parameters());
    if (p.isBias && s.isInner(t)) return;  // the drift's reverse pass has no biases
    const Rounded<T> *bar = &s.net.level(s.bars(t, 0), p.layer + 1)[p.unit];
    const Rounded<T> *value = &s.net.level(s.values(t, 0), p.layer)[p.input];
    s.partial[index] = p.isBias ? chunkedSum<T>(s.samples, [=](int r) { return bar[r]; })
                                : chunkedSum<T>(s.samples, [=](int r) { return bar[r] * value[r]; });
  }
};

/** Adds the contributions to a parameter in the order of 2.4, the first as it is. A thread per parameter. */
template <class T> struct AddContributions {
  Step<T> s;

  HD void operator()(int number) const {
    const bool isBias = Parameter<T>(s.net, number).isBias;
    Rounded<T> total = 0;
    bool isFirst = true;
    for (int t = 0; t < s.contributions(); t++) {
      if (isBias && s.isInner(t)) continue;
      const Rounded<T> part = s.partial[size_t(t) * s.net.parameters() + number];
      total = isFirst ? part : total + part;
      isFirst = false;
    }
    s.gradient[number] = total;
  }
};

/** min(1, limit / (norm + 10⁻⁶)); leaves one after the other (2.6). */
template <class T> struct GradientScale {
  Step<T> s;

  HD void operator()(int) const {
    const Rounded<T> *chunks = s.chunks;
    Rounded<T> squares = 0;
    for (int leaf = 0; leaf < 2 * s.layers; leaf++) {
      const int count = leafSize(s.net, leaf);
      squares = squares + addChunks(chunks, count);
      chunks += chunksOf(count);
    }
    const Rounded<T> scale = s.clipNorm / (root(squares) + T(1e-6));
    *s.gradientScale = Rounded<T>(1) < scale ? Rounded<T>(1) : scale;
  }

  HD static int leafSize(const Network<T> &net, int leaf) {
    const int l = leaf / 2;
    return leaf % 2 == 0 ? net.sizes[l] * net.sizes[l + 1] : net.sizes[l + 1];
  }
};

/** Moments and parameter after the update (lib/optim). A thread per parameter. */
template <class T> struct Update {
  Step<T> s;

  HD void operator()(int k) const {
    const Rounded<T> g = s.clipsGradient ? s.gradient[k] * *s.gradientScale : s.gradient[k];
    const Rounded<T> theta = s.weights[k];
    if (s.rule == SGD) {
      const Rounded<T> velocity = s.momentum == 0 ? g : s.firstMoment[k] * s.momentum + g;
      s.firstUpdated[k] = velocity;
      s.updated[k] = theta - velocity * s.learningRate;
      return;
    }
    const Rounded<T> m = s.firstMoment[k] * s.beta1 + g * s.rest1;
    const Rounded<T> v = s.secondMoment[k] * s.beta2 + (g * g) * s.rest2;
    const Rounded<T> decayed = s.decays ? theta * s.kept : theta;
    s.firstUpdated[k] = m;
    s.secondUpdated[k] = v;
    s.updated[k] = decayed - (m / (root(v) / s.correction + s.epsilon)) * s.learningRate;
  }
};

/** Gradient, moments and parameters. */
template <class T> void update(const Step<T> &s) {
  const int parameters = s.net.parameters();
  each(s.contributions() * parameters, SumOverBatch<T>{s});
  each(parameters, AddContributions<T>{s});
  if (s.clipsGradient) {
    Rounded<T> *at = s.chunks;
    const Rounded<T> *leaf = s.gradient;
    for (int k = 0; k < 2 * s.layers; k++) {
      const int count = GradientScale<T>::leafSize(s.net, k);
      at = sumChunks<T>(Square<T>{leaf}, count, at);
      leaf += count;
    }
    each(1, GradientScale<T>{s});
  }
  each(parameters, Update<T>{s});
}

}  // namespace twin
