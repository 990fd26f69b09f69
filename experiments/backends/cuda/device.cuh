// Threads and memory of the device: CUDA's where nvcc compiles, otherwise the CPU's.
#pragma once

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <vector>

namespace twin {

#ifdef __CUDACC__

template <class F> __global__ void runEach(F f, int count) {
  const int index = blockIdx.x * blockDim.x + threadIdx.x;
  if (index < count) f(index);
}

/** f(0) … f(count − 1), a thread for each. */
template <class F> void each(int count, const F &f) {
  constexpr int block = 32;
  if (count > 0) runEach<<<(count + block - 1) / block, block>>>(f, count);
}

/** Waits for all that was begun. Whether nothing failed; what did is said on stderr. */
inline bool finish() {
  const cudaError_t error = cudaDeviceSynchronize();
  if (error != cudaSuccess) std::fprintf(stderr, "step_twin: %s\n", cudaGetErrorString(error));
  return error == cudaSuccess;
}

inline void *allocate(size_t bytes) {
  void *space = nullptr;
  const cudaError_t error = cudaMalloc(&space, bytes);
  if (error == cudaSuccess) return space;
  std::fprintf(stderr, "step_twin: no room for %zu bytes: %s\n", bytes, cudaGetErrorString(error));
  std::exit(1);
}

inline void release(void *space) { cudaFree(space); }
inline void copyIn(void *to, const void *from, size_t bytes) { cudaMemcpy(to, from, bytes, cudaMemcpyHostToDevice); }
inline void copyOut(void *to, const void *from, size_t bytes) { cudaMemcpy(to, from, bytes, cudaMemcpyDeviceToHost); }

inline void deviceName(char *name, size_t size) {
  cudaDeviceProp properties;
  const cudaError_t error = cudaGetDeviceProperties(&properties, 0);
  std::snprintf(name, size, "%s", error == cudaSuccess ? properties.name : "");
}

#else

template <class F> void each(int count, const F &f) {
  for (int index = 0; index < count; index++) f(index);
}

inline bool finish() { return true; }
inline void *allocate(size_t bytes) { return std::malloc(bytes); }
inline void release(void *space) { std::free(space); }
inline void copyIn(void *to, const void *from, size_t bytes) { std::memcpy(to, from, bytes); }
inline void copyOut(void *to, const void *from, size_t bytes) { std::memcpy(to, from, bytes); }
inline void deviceName(char *name, size_t size) { std::snprintf(name, size, "the CPU"); }

#endif

/** Arrays of the device for as long as this lives. */
class Memory {
 public:
  Memory() = default;
  Memory(const Memory &) = delete;
  ~Memory() {
    for (void *space : spaces) release(space);
  }

  template <class X> X *space(size_t count) {
    if (count == 0) return nullptr;
    spaces.push_back(allocate(count * sizeof(X)));
    return static_cast<X *>(spaces.back());
  }

  /** Puts a copy on the device and lets the pointer show to it. */
  template <class X> void given(const X *&numbers, size_t count) {
    X *copy = space<X>(count);
    if (count > 0) copyIn(copy, numbers, count * sizeof(X));
    numbers = copy;
  }

  /** Lets the pointer show to the device, from where `fetch` brings what was found. */
  template <class X> void found(X *&numbers, size_t count) {
    X *home = numbers, *away = space<X>(count);
    numbers = away;
    if (count > 0) fetches.push_back([=] { copyOut(home, away, count * sizeof(X)); });
  }

  void fetch() const {
    for (const auto &fetchOne : fetches) fetchOne();
  }

 private:
  std::vector<void *> spaces;
  std::vector<std::function<void()>> fetches;
};

}  // namespace twin
