// What our own kernels have in common: loops for each generation of processors, and threads.
#pragma once

#include <algorithm>
#include <cstring>

#include "tensorflow/core/framework/op.h"
#include "tensorflow/core/framework/op_kernel.h"
#include "tensorflow/core/framework/shape_inference.h"

namespace triptych {

using tensorflow::DEVICE_CPU;
using tensorflow::OpKernel;
using tensorflow::OpKernelConstruction;
using tensorflow::OpKernelContext;
using tensorflow::OpInputList;
using tensorflow::Tensor;
using tensorflow::TensorShape;
using tensorflow::shape_inference::InferenceContext;

// One version of a loop for each generation of processors, chosen when the library is loaded.
#if defined(__x86_64__) && defined(__linux__)
#define TRIPTYCH_LOOP __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define TRIPTYCH_LOOP
#endif

constexpr int64_t kBlock = 16384;  // elements; 64 KB of each operand stay in the first caches

// Runs `work(begin, end)` over `size` elements in blocks, on all threads of the device.
template <typename Work>
void ForEachBlock(OpKernelContext* context, int64_t size, int64_t cost, const Work& work) {
  const auto* threads = context->device()->tensorflow_cpu_worker_threads();
  const int64_t blocks = (size + kBlock - 1) / kBlock;
  if (blocks <= 1) return work(0, size);
  threads->workers->ParallelFor(blocks, cost * kBlock, [&](int64_t first, int64_t last) {
    for (int64_t block = first; block < last; ++block) {
      work(block * kBlock, std::min(size, (block + 1) * kBlock));
    }
  });
}

// Runs `work(item)` for each of `count` items, on all threads of the device; `cost` in cycles an item.
template <typename Work>
void ForEachItem(OpKernelContext* context, int64_t count, int64_t cost, const Work& work) {
  const auto* threads = context->device()->tensorflow_cpu_worker_threads();
  threads->workers->ParallelFor(count, cost, [&](int64_t first, int64_t last) {
    for (int64_t item = first; item < last; ++item) work(item);
  });
}

// exp(x), to 3e-7 of it, for x within [-87, 88]; beyond, that of the bound. NaN stays NaN.
inline float Exp(float x) {
  x = x < -87.0f ? -87.0f : x;
  x = x > 88.0f ? 88.0f : x;
  constexpr float kRounder = 12582912.0f;  // 1.5 * 2^23: a sum with it has no bits for fractions
  const float shifted = x * 1.44269504f + kRounder;
  const float power = shifted - kRounder;
  const float rest = (x - power * 0.693359375f) + power * 2.12194440e-4f;  // x - power * ln 2
  float series = 1.0f / 720;
  series = series * rest + 1.0f / 120;
  series = series * rest + 1.0f / 24;
  series = series * rest + 1.0f / 6;
  series = series * rest + 0.5f;
  series = series * rest + 1.0f;
  series = series * rest + 1.0f;
  // The power of 2 goes to the exponent.
  uint32_t bits, exponent;
  std::memcpy(&bits, &series, sizeof bits);
  std::memcpy(&exponent, &shifted, sizeof exponent);
  bits += exponent << 23;
  std::memcpy(&series, &bits, sizeof bits);
  return series;
}

}  // namespace triptych
