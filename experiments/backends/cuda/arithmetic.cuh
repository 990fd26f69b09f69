// Numbers whose every operation is rounded by itself, and sums in the written order (docs/arithmetic.md 1 and 2.2).
#pragma once

#include <cmath>

#ifdef __CUDACC__
#define HD __host__ __device__ inline
#else
#define HD inline
#endif

namespace twin {

// No compiler may fuse these: nvcc is told so by the intrinsics, g++ by -ffp-contract=off.
#ifdef __CUDA_ARCH__
HD float plus(float a, float b) { return __fadd_rn(a, b); }
HD double plus(double a, double b) { return __dadd_rn(a, b); }
HD float times(float a, float b) { return __fmul_rn(a, b); }
HD double times(double a, double b) { return __dmul_rn(a, b); }
HD float over(float a, float b) { return __fdiv_rn(a, b); }
HD double over(double a, double b) { return __ddiv_rn(a, b); }
HD float rootOf(float a) { return __fsqrt_rn(a); }
HD double rootOf(double a) { return __dsqrt_rn(a); }
#else
template <class T> HD T plus(T a, T b) { return a + b; }
template <class T> HD T times(T a, T b) { return a * b; }
template <class T> HD T over(T a, T b) { return a / b; }
template <class T> HD T rootOf(T a) { return std::sqrt(a); }
#endif

/** A float or double; lies in memory as it. */
template <class T> struct Rounded {
  T value;

  Rounded() = default;
  HD constexpr Rounded(T value) : value(value) {}

  friend HD Rounded operator+(Rounded a, Rounded b) { return plus(a.value, b.value); }
  friend HD Rounded operator-(Rounded a, Rounded b) { return plus(a.value, -b.value); }
  friend HD Rounded operator*(Rounded a, Rounded b) { return times(a.value, b.value); }
  friend HD Rounded operator/(Rounded a, Rounded b) { return over(a.value, b.value); }
  friend HD Rounded operator-(Rounded a) { return -a.value; }
  friend HD bool operator<(Rounded a, Rounded b) { return a.value < b.value; }
  friend HD bool operator<=(Rounded a, Rounded b) { return a.value <= b.value; }
  friend HD bool operator==(Rounded a, Rounded b) { return a.value == b.value; }
  friend HD Rounded root(Rounded a) { return rootOf(a.value); }
};

constexpr int CHUNK = 32;

/** The four-lane sum of term(r) over the rows of one chunk, start ≤ r < end. */
template <class T, class Term> HD Rounded<T> chunkSum(int start, int end, const Term &term) {
  Rounded<T> l0 = 0, l1 = 0, l2 = 0, l3 = 0;
  for (int r = start; r < end; r += 4) {
    l0 = l0 + term(r);
    if (r + 1 < end) l1 = l1 + term(r + 1);
    if (r + 2 < end) l2 = l2 + term(r + 2);
    if (r + 3 < end) l3 = l3 + term(r + 3);
  }
  return (l0 + l1) + (l2 + l3);
}

/** Σ term(r) for 0 ≤ r < count: chunks of 32, added in ascending order. */
template <class T, class Term> HD Rounded<T> chunkedSum(int count, const Term &term) {
  Rounded<T> total = 0;
  for (int start = 0; start < count; start += CHUNK) {
    const int end = start + CHUNK < count ? start + CHUNK : count;
    total = total + chunkSum<T>(start, end, term);
  }
  return total;
}

HD constexpr int chunksOf(int count) { return (count + CHUNK - 1) / CHUNK; }

/** Chunks that were summed by different threads, added in ascending order. */
template <class T> HD Rounded<T> addChunks(const Rounded<T> *chunks, int count) {
  Rounded<T> total = 0;
  for (int c = 0; c < chunksOf(count); c++) total = total + chunks[c];
  return total;
}

}  // namespace twin
