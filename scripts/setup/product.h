// Small products of matrices that are in the first caches.
#pragma once

#include "kernels.h"

namespace triptych {
namespace {

constexpr int kColumnBlock = 32;  // the products have a multiple of this many columns

// A matrix in memory: where it begins, and the distances between rows and between columns.
struct Matrix {
  const float* data;
  int64_t row, column;
};

// out [rows, columns] = or += a [rows, depth] b [depth, columns]; rows of `b` and `out` are contiguous.
struct Product {
  Matrix a;
  const float* b;
  int64_t b_row;
  float* out;
  int64_t out_row;
  int rows, depth, columns;
  bool adds;
};

#define TRIPTYCH_INLINE inline __attribute__((always_inline))

// Rows of the product by two vectors of columns, which stay in registers.
template <int kWidth, int kRows>
TRIPTYCH_INLINE void MultiplyRows(const Product& p, int first) {
  typedef float Lanes __attribute__((vector_size(4 * kWidth), aligned(4), may_alias));
  for (int column = 0; column < p.columns; column += 2 * kWidth) {
    Lanes sums[kRows][2];
    float* out = p.out + first * p.out_row + column;
    for (int r = 0; r < kRows; ++r) {
      for (int half = 0; half < 2; ++half) {
        const Lanes* before = (const Lanes*)(out + r * p.out_row + half * kWidth);
        sums[r][half] = p.adds ? *before : Lanes{};
      }
    }
    const float* a = p.a.data + first * p.a.row;
    const float* b = p.b + column;
    for (int k = 0; k < p.depth; ++k, a += p.a.column, b += p.b_row) {
      const Lanes left = *(const Lanes*)b;
      const Lanes right = *(const Lanes*)(b + kWidth);
#pragma GCC unroll 6
      for (int r = 0; r < kRows; ++r) {
        const float factor = a[r * p.a.row];
        sums[r][0] += factor * left;
        sums[r][1] += factor * right;
      }
    }
    for (int r = 0; r < kRows; ++r) {
      for (int half = 0; half < 2; ++half) {
        *(Lanes*)(out + r * p.out_row + half * kWidth) = sums[r][half];
      }
    }
  }
}

template <int kWidth>
TRIPTYCH_INLINE void MultiplyAll(const Product& p) {
  int row = 0;
  for (; row + 6 <= p.rows; row += 6) MultiplyRows<kWidth, 6>(p, row);
  switch (p.rows - row) {
    case 5: return MultiplyRows<kWidth, 5>(p, row);
    case 4: return MultiplyRows<kWidth, 4>(p, row);
    case 3: return MultiplyRows<kWidth, 3>(p, row);
    case 2: return MultiplyRows<kWidth, 2>(p, row);
    case 1: return MultiplyRows<kWidth, 1>(p, row);
  }
}

void MultiplyBy4(const Product& p) { MultiplyAll<4>(p); }

#if defined(__x86_64__)
__attribute__((target("avx2,fma"))) void MultiplyBy8(const Product& p) { MultiplyAll<8>(p); }
__attribute__((target("avx512f"))) void MultiplyBy16(const Product& p) { MultiplyAll<16>(p); }

using Multiplication = void (*)(const Product&);

Multiplication ChooseMultiplication() {
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f")) return MultiplyBy16;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return MultiplyBy8;
  return MultiplyBy4;
}

const Multiplication Multiply = ChooseMultiplication();
#else
const auto Multiply = MultiplyBy4;
#endif

}  // namespace
}  // namespace triptych
