// A Langevin chain with its drifts and the energies, in the order of summation of docs/arithmetic.md: a thread
// per sample, every operation rounded by itself, so that the bits are those of the TypeScript.
//
//   nvcc -O2 -shared -Xcompiler -fPIC -o chain_twin.so chain_twin.cu                          (CUDA)
//   g++ -O2 -ffp-contract=off -shared -fPIC -x c++ -o chain_twin.so chain_twin.cu             (CPU, same source)
//
// experiments/backends/cuda_backend.py runs it on a bundle.

#ifdef __CUDACC__
#define HD __host__ __device__
#else
#define HD
#endif

namespace {

// + and × that no compiler may fuse: g++ is told so, nvcc by the intrinsics.
#ifdef __CUDA_ARCH__
__device__ float mul(float a, float b) { return __fmul_rn(a, b); }
__device__ double mul(double a, double b) { return __dmul_rn(a, b); }
__device__ float add(float a, float b) { return __fadd_rn(a, b); }
__device__ double add(double a, double b) { return __dadd_rn(a, b); }
__device__ float quotient(float a, float b) { return __fdiv_rn(a, b); }
__device__ double quotient(double a, double b) { return __ddiv_rn(a, b); }
#else
template <class T> HD T mul(T a, T b) { return a * b; }
template <class T> HD T add(T a, T b) { return a + b; }
template <class T> HD T quotient(T a, T b) { return a / b; }
#endif

constexpr int MOST_LAYERS = 16;
constexpr int MOST_UNITS = 64;

}  // namespace

/** Layers of encoder and decoder in one row, and the chain; mirrored by `ctypes` in cuda_backend.py. */
template <class T> struct Problem {
  int layers;                  // of encoder and decoder together
  int code;                    // the layer whose output is the code: linear, as is the last
  int sizes[MOST_LAYERS + 1];  // units: features, …, features
  int samples, steps, boxed;
  T lower, upper, rate;        // rate = λ/T
  const T *weights;            // weight [out, in], bias [out] of every layer
  const T *sigmas;             // [steps]
  const T *batch, *start;      // [samples, features]
  const T *noise;              // [steps, samples, features]
  T *chain, *drift;            // [steps + 1, samples, features], [steps, samples, features]
  T *positive, *negative;      // [samples]
};

namespace {

/** x ↦ g(f(x)); `on` says of every unit of a hidden layer whether its ReLU is, weights of layer l begin at at[l]. */
template <class T>
HD void forward(const Problem<T> &p, const T *x, T *out, bool on[][MOST_UNITS], int *at) {
  T h[MOST_UNITS], next[MOST_UNITS];
  int offset = 0;
  for (int j = 0; j < p.sizes[0]; j++) h[j] = x[j];
  for (int l = 0; l < p.layers; l++) {
    const int in = p.sizes[l], units = p.sizes[l + 1];
    const T *weight = p.weights + offset, *bias = weight + units * in;
    at[l] = offset;
    offset += units * in + units;
    const bool linear = l == p.code || l == p.layers - 1;
    for (int i = 0; i < units; i++) {
      T total = bias[i];  // 2.1: ascending from the bias
      for (int j = 0; j < in; j++) total = add(total, mul(h[j], weight[i * in + j]));
      on[l][i] = linear || total > 0;
      next[i] = on[l][i] ? total : T(0);
    }
    for (int i = 0; i < units; i++) h[i] = next[i];
  }
  for (int j = 0; j < p.sizes[p.layers]; j++) out[j] = h[j];
}

/** E(x) = (1/D) Σ (x − g(f(x)))², the sum by chunks of 32 with four lanes (2.2). */
template <class T> HD T energy(const Problem<T> &p, const T *x) {
  T out[MOST_UNITS];
  bool on[MOST_LAYERS][MOST_UNITS];
  int at[MOST_LAYERS];
  forward(p, x, out, on, at);
  const int features = p.sizes[0];
  T total = 0;
  for (int chunk = 0; chunk < features; chunk += 32) {
    T lanes[4] = {0, 0, 0, 0};
    for (int r = chunk; r < features && r < chunk + 32; r++) {
      const T d = add(x[r], -out[r]);
      lanes[r & 3] = add(lanes[r & 3], mul(d, d));
    }
    total = add(total, add(add(lanes[0], lanes[1]), add(lanes[2], lanes[3])));
  }
  return quotient(total, T(features));
}

/** ∇E(x), contributions in the order of 2.4: (g·d) + (g·d) with g = 1/D, then what comes through the network. */
template <class T> HD void gradient(const Problem<T> &p, const T *x, T *g) {
  T bar[MOST_UNITS], next[MOST_UNITS];
  bool on[MOST_LAYERS][MOST_UNITS];
  int at[MOST_LAYERS];
  forward(p, x, next, on, at);
  const int features = p.sizes[0];
  const T share = quotient(T(1), T(features));
  for (int j = 0; j < features; j++) {
    const T half = mul(share, add(x[j], -next[j]));
    g[j] = add(half, half);
    bar[j] = -g[j];
  }
  for (int l = p.layers - 1; l >= 0; l--) {
    const int in = p.sizes[l], units = p.sizes[l + 1];
    const T *weight = p.weights + at[l];
    for (int j = 0; j < in; j++) {
      T total = 0;  // 2.1: ascending from +0
      for (int i = 0; i < units; i++) {
        const T masked = on[l][i] ? bar[i] : T(0);
        total = add(total, mul(masked, weight[i * in + j]));
      }
      next[j] = total;
    }
    for (int j = 0; j < in; j++) bar[j] = next[j];
  }
  for (int j = 0; j < features; j++) g[j] = add(g[j], bar[j]);
}

template <class T> HD void runSample(const Problem<T> &p, int sample) {
  const int features = p.sizes[0], row = sample * features, state = p.samples * features;
  for (int j = 0; j < features; j++) p.chain[row + j] = p.start[row + j];
  for (int i = 0; i < p.steps; i++) {
    const T *x = p.chain + i * state + row;
    T *g = p.drift + i * state + row, *y = p.chain + (i + 1) * state + row;
    gradient(p, x, g);
    for (int j = 0; j < features; j++) {
      // (x − (λ/T) g) + σξ, then the box
      const T moved = add(x[j], -mul(g[j], p.rate));
      const T proposed = add(moved, mul(p.noise[i * state + row + j], p.sigmas[i]));
      const bool below = p.boxed && proposed < p.lower, above = p.boxed && proposed > p.upper;
      y[j] = below ? p.lower : above ? p.upper : proposed;
    }
  }
  p.positive[sample] = energy(p, p.batch + row);
  p.negative[sample] = energy(p, p.chain + p.steps * state + row);
}

#ifdef __CUDACC__

template <class T> __global__ void runAll(Problem<T> p) {
  const int sample = blockIdx.x * blockDim.x + threadIdx.x;
  if (sample < p.samples) runSample(p, sample);
}

/** A copy of `count` numbers on the device; the pointer is replaced. */
template <class T> void toDevice(const T *&numbers, size_t count) {
  T *copy = nullptr;
  cudaMalloc(&copy, count * sizeof(T));
  cudaMemcpy(copy, numbers, count * sizeof(T), cudaMemcpyHostToDevice);
  numbers = copy;
}

template <class T> int run(Problem<T> p, size_t weights) {
  const size_t state = size_t(p.samples) * p.sizes[0];
  Problem<T> d = p;
  toDevice(d.weights, weights);
  toDevice(d.sigmas, p.steps);
  toDevice(d.batch, state);
  toDevice(d.start, state);
  toDevice(d.noise, p.steps * state);
  cudaMalloc(&d.chain, (p.steps + 1) * state * sizeof(T));
  cudaMalloc(&d.drift, p.steps * state * sizeof(T));
  cudaMalloc(&d.positive, p.samples * sizeof(T));
  cudaMalloc(&d.negative, p.samples * sizeof(T));
  runAll<<<(p.samples + 63) / 64, 64>>>(d);
  cudaMemcpy(p.chain, d.chain, (p.steps + 1) * state * sizeof(T), cudaMemcpyDeviceToHost);
  cudaMemcpy(p.drift, d.drift, p.steps * state * sizeof(T), cudaMemcpyDeviceToHost);
  cudaMemcpy(p.positive, d.positive, p.samples * sizeof(T), cudaMemcpyDeviceToHost);
  cudaMemcpy(p.negative, d.negative, p.samples * sizeof(T), cudaMemcpyDeviceToHost);
  const int failed = cudaGetLastError() != cudaSuccess;
  const T *used[] = {d.weights, d.sigmas, d.batch, d.start, d.noise, d.chain, d.drift, d.positive, d.negative};
  for (const T *numbers : used) cudaFree(const_cast<T *>(numbers));
  return failed;
}

#else

template <class T> int run(const Problem<T> &p, unsigned long) {
  for (int sample = 0; sample < p.samples; sample++) runSample(p, sample);
  return 0;
}

#endif

}  // namespace

extern "C" int chain_float32(const Problem<float> *p, unsigned long weights) { return run(*p, weights); }
extern "C" int chain_float64(const Problem<double> *p, unsigned long weights) { return run(*p, weights); }
