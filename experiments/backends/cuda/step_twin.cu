// A whole training step in the order of docs/arithmetic.md, every operation rounded by itself, so that its bits are
// those of the TypeScript: chain, drifts, energies, loss, gradient (through the chain where the loss passes it),
// clipping, moments and parameters. The transport plan is given, not solved.
//
//   nvcc -O2 -shared -Xcompiler -fPIC,-ffp-contract=off -o step_twin.so step_twin.cu          (CUDA)
//   g++ -O2 -ffp-contract=off -shared -fPIC -x c++ -o step_twin.so step_twin.cu               (CPU, same source)
//
// experiments/backends/cuda_backend.py runs it on a bundle.

#include "chain.cuh"
#include "loss.cuh"
#include "update.cuh"

namespace twin {

/** Lets all arrays of the problem show to the device. */
template <class T> void place(Memory &memory, Problem<T> &p) {
  const size_t state = size_t(p.samples) * p.sizes[0], path = p.model == AE ? 0 : p.steps * state;
  const size_t parameters = Network<T>(p.layers, p.code, p.sizes, p.weights).parameters();
  const size_t second = p.rule == ADAM ? parameters : 0;
  memory.given(p.weights, parameters);
  memory.given(p.firstMoment, parameters);
  memory.given(p.secondMoment, second);
  memory.given(p.sigmas, p.model == AE ? 0 : p.steps);
  memory.given(p.batch, state);
  memory.given(p.start, p.model == AE ? 0 : state);
  memory.given(p.noise, path);
  memory.given(p.arcRow, p.arcs);
  memory.given(p.arcColumn, p.arcs);
  memory.given(p.arcMass, p.arcs);
  memory.found(p.chain, p.model == AE ? 0 : path + state);
  memory.found(p.drift, path);
  memory.found(p.positive, p.samples);
  memory.found(p.negative, p.model == AE ? 0 : p.samples);
  memory.found(p.cost, p.model == WNAE ? 1 : 0);
  memory.found(p.loss, 1);
  memory.found(p.cotangent, p.model == WNAE || (p.model == NAE && !p.detached) ? path : 0);
  memory.found(p.gradient, parameters);
  memory.found(p.firstUpdated, parameters);
  memory.found(p.secondUpdated, second);
  memory.found(p.updated, parameters);
}

template <class T> Step<T> stepWithSpaces(Memory &memory, const Problem<T> &p) {
  Step<T> s(p);
  const size_t units = size_t(s.contributions() + 1) * s.net.units() * s.samples;
  s.valueSpace = memory.space<Rounded<T>>(units);
  s.barSpace = memory.space<Rounded<T>>(units);
  s.partial = memory.space<Rounded<T>>(size_t(s.contributions()) * s.net.parameters());
  // of three sums over the batch, or of one over the arcs, or of one over every leaf
  const int chunks = 3 * chunksOf(s.samples) + chunksOf(s.arcs) + chunksOf(s.net.parameters()) + 2 * s.layers;
  s.chunks = memory.space<Rounded<T>>(chunks);
  s.arcCost = memory.space<Rounded<T>>(s.arcs);
  s.arcPull = memory.space<Rounded<T>>(size_t(s.arcs) * s.net.features());
  s.gradientScale = memory.space<Rounded<T>>(1);
  s.energyWeights = memory.space<EnergyWeights<T>>(1);
  return s;
}

/** 0, or 1 where the device failed. */
template <class T> int train(Problem<T> &problem) {
  using Clock = std::chrono::steady_clock;
  Memory memory;
  Problem<T> p = problem;
  place(memory, p);
  const Step<T> s = stepWithSpaces(memory, p);
  Tables *tables = memory.space<Tables>(1);
  if (!finish()) return 1;
  const Clock::time_point begun = Clock::now();
  each(s.samples, RunChain<T>{s});
  if (s.model == WNAE) lossOfTransport(s);
  else lossOfEnergies(s, tables);
  each(s.samples, PullChain<T>{s});
  update(s);
  if (!finish()) return 1;
  problem.milliseconds = std::chrono::duration<double, std::milli>(Clock::now() - begun).count();
  memory.fetch();
  return finish() ? 0 : 1;
}

/** tanh and log cosh of one number each, for tests. */
struct Hyperbolic {
  const Tables *tables;
  const Real *x;
  Real *tanhs, *logCoshs;

  HD void operator()(int k) const {
    tanhs[k] = tanh(*tables, x[k]);
    logCoshs[k] = logCosh(*tables, x[k]);
  }
};

inline int hyperbolic(const Real *x, Real *tanhs, Real *logCoshs, int count) {
  Memory memory;
  memory.given(x, count);
  memory.found(tanhs, count);
  memory.found(logCoshs, count);
  Tables *tables = memory.space<Tables>(1);
  each(1, BuildTables{tables});
  each(count, Hyperbolic{tables, x, tanhs, logCoshs});
  if (!finish()) return 1;
  memory.fetch();
  return 0;
}

}  // namespace twin

extern "C" int step_float32(twin::Problem<float> *p) { return twin::train(*p); }
extern "C" int step_float64(twin::Problem<double> *p) { return twin::train(*p); }
extern "C" int hyperbolic(const twin::Real *x, twin::Real *tanhs, twin::Real *logCoshs, int count) {
  return twin::hyperbolic(x, tanhs, logCoshs, count);
}
/** The name of the device, empty where there is none. */
extern "C" void device_name(char *name, int size) { twin::deviceName(name, size); }
