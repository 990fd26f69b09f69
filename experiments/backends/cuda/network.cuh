// The autoencoder g∘f for one sample: forward, cotangents back, tangents forth, and the energy.
#pragma once

#include "arithmetic.cuh"

namespace twin {

constexpr int MOST_LAYERS = 16;

/** Numbers of one sample; those of its neighbours lie between where samples stand side by side. */
template <class T> struct Vector {
  Rounded<T> *first;
  size_t stride;

  HD Rounded<T> &operator[](int j) const { return first[j * stride]; }
  HD Vector from(int j) const { return {first + j * stride, stride}; }
};

/**
 * Layers of encoder and decoder in one row. Level 0 is the input, level l + 1 the output of layer l. A vector over
 * all units holds level l from starts[l] on; parameters lie as weight [out, in], bias [out] of every layer.
 */
template <class T> struct Network {
  int layers, code;  // layer `code` gives the code: linear, as is the last
  int sizes[MOST_LAYERS + 1], starts[MOST_LAYERS + 2], weightAt[MOST_LAYERS + 1];
  const Rounded<T> *weights;

  Network(int layers, int code, const int *given, const Rounded<T> *weights) : layers(layers), code(code), weights(weights) {
    starts[0] = weightAt[0] = 0;
    for (int l = 0; l <= layers; l++) {
      sizes[l] = given[l];
      starts[l + 1] = starts[l] + sizes[l];
      if (l > 0) weightAt[l] = weightAt[l - 1] + sizes[l] * (sizes[l - 1] + 1);
    }
  }

  HD int features() const { return sizes[0]; }
  HD int units() const { return starts[layers + 1]; }
  HD int parameters() const { return weightAt[layers]; }
  HD int biasAt(int l) const { return weightAt[l] + sizes[l + 1] * sizes[l]; }
  HD bool isLinear(int l) const { return l == code || l == layers - 1; }
  HD Vector<T> level(Vector<T> units, int l) const { return units.from(starts[l]); }
  HD Vector<T> output(Vector<T> units) const { return level(units, layers); }

  /** Levels 1 … of h from its level 0: dot products ascending from the bias (2.1). */
  HD void forward(Vector<T> h) const {
    for (int l = 0; l < layers; l++) {
      const Vector<T> in = level(h, l), out = level(h, l + 1);
      const Rounded<T> *weight = weights + weightAt[l], *bias = weights + biasAt(l);
      for (int i = 0; i < sizes[l + 1]; i++) {
        Rounded<T> total = bias[i];
        for (int j = 0; j < sizes[l]; j++) total = total + in[j] * weight[i * sizes[l] + j];
        out[i] = !isLinear(l) && total <= 0 ? Rounded<T>(0) : total;
      }
    }
  }

  /** Levels … 0 of the cotangents g from that of the output; those of ReLU's outputs are passed on to its inputs. */
  HD void pull(Vector<T> h, Vector<T> g) const {
    for (int l = layers - 1; l >= 0; l--) {
      const Vector<T> out = level(g, l + 1), in = level(g, l), value = level(h, l);
      const Rounded<T> *weight = weights + weightAt[l];
      for (int j = 0; j < sizes[l]; j++) {
        Rounded<T> total = 0;
        for (int i = 0; i < sizes[l + 1]; i++) total = total + out[i] * weight[i * sizes[l] + j];
        const bool on = l == 0 || isLinear(l - 1) || Rounded<T>(0) < value[j];
        in[j] = on ? total : Rounded<T>(0);
      }
    }
  }

  /** Levels 1 … of the tangents v from that of the input: what `pull` is the transpose of. */
  HD void push(Vector<T> h, Vector<T> v) const {
    for (int l = 0; l < layers; l++) {
      const Vector<T> in = level(v, l), out = level(v, l + 1), value = level(h, l + 1);
      const Rounded<T> *weight = weights + weightAt[l];
      for (int i = 0; i < sizes[l + 1]; i++) {
        Rounded<T> total = 0;
        for (int j = 0; j < sizes[l]; j++) total = total + in[j] * weight[i * sizes[l] + j];
        const bool on = isLinear(l) || Rounded<T>(0) < value[i];
        out[i] = on ? total : Rounded<T>(0);
      }
    }
  }

  /** E = (1/D) Σ (x − g(f(x)))² of the levels h. */
  HD Rounded<T> energy(Vector<T> h) const {
    const Vector<T> out = output(h);
    const Rounded<T> squares = chunkedSum<T>(features(), [=](int j) {
      const Rounded<T> d = h[j] - out[j];
      return d * d;
    });
    return squares / Rounded<T>(features());
  }

  /** Cotangents g of all levels for the cotangent `weight` of E. E itself reaches x too: see `energyGradient`. */
  HD void pullEnergy(Vector<T> h, Rounded<T> weight, Vector<T> g) const {
    const Vector<T> out = output(h), bar = output(g);
    const Rounded<T> share = weight / Rounded<T>(features());
    for (int j = 0; j < features(); j++) {
      const Rounded<T> half = share * (h[j] - out[j]);
      bar[j] = -(half + half);
    }
    pull(h, g);
  }

  /** Component j of the derivative of E by x, from what `pullEnergy` left: x's own part, then the network's (2.4). */
  HD Rounded<T> energyGradient(Vector<T> g, int j) const { return -output(g)[j] + g[j]; }
};

}  // namespace twin
