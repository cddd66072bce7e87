// Operations that TensorFlow lacks: what an optimiser does to every weight at every step, in one pass
// over memory instead of one for each sum and product. CPU only; src/core/ops has the same in plain
// operations for other devices.
#include "kernels.h"

#include <atomic>
#include <cmath>
#include <vector>

namespace triptych {
namespace {

// The first inputs and the first outputs have one shape; an output after these is a scalar.
absl::Status SameShapes(InferenceContext* context, int inputs, int outputs) {
  auto shape = context->input(0);
  for (int i = 1; i < inputs; ++i) {
    TF_RETURN_IF_ERROR(context->Merge(shape, context->input(i), &shape));
  }
  for (int i = 0; i < outputs; ++i) context->set_output(i, shape);
  context->set_output(outputs, context->Scalar());
  return absl::OkStatus();
}

// 1 for NaN and infinities: all bits of the exponent are set.
inline uint32_t IsSpoilt(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return (bits & 0x7f800000u) == 0x7f800000u;
}

// x * scale + y
REGISTER_OP("TriptychMultiplyAdd")
    .Input("x: float")
    .Input("scale: float")
    .Input("y: float")
    .Output("sum: float")
    .SetShapeFn([](InferenceContext* context) {
      auto shape = context->input(0);
      TF_RETURN_IF_ERROR(context->Merge(shape, context->input(2), &shape));
      context->set_output(0, shape);
      return absl::OkStatus();
    });

// The output may be one of the inputs, element by element: no iteration depends on another.
TRIPTYCH_LOOP void MultiplyAddBlock(const float* x, float scale, const float* y, float* out,
                                    int64_t size) {
#pragma GCC ivdep
  for (int64_t i = 0; i < size; ++i) out[i] = x[i] * scale + y[i];
}

class MultiplyAdd : public OpKernel {
 public:
  using OpKernel::OpKernel;
  void Compute(OpKernelContext* context) override {
    const Tensor& x = context->input(0);
    const Tensor& y = context->input(2);
    OP_REQUIRES(context, x.shape() == y.shape() && context->input(1).NumElements() == 1,
                absl::InvalidArgumentError("multiplyAdd takes tensors of one shape and a scalar"));
    const float scale = context->input(1).flat<float>()(0);
    Tensor* sum = nullptr;
    OP_REQUIRES_OK(context, context->forward_input_or_allocate_output({0, 2}, 0, x.shape(), &sum));
    const float* a = x.flat<float>().data();
    const float* b = y.flat<float>().data();
    float* out = sum->flat<float>().data();
    ForEachBlock(context, x.NumElements(), 2, [=](int64_t begin, int64_t end) {
      MultiplyAddBlock(a + begin, scale, b + begin, out + begin, end - begin);
    });
  }
};

// Sums of the products of all elements, of one tensor with each of several.
REGISTER_OP("TriptychDots")
    .Attr("N: int >= 1")
    .Input("x: float")
    .Input("ys: N * float")
    .Output("products: float")
    .SetShapeFn([](InferenceContext* context) {
      context->set_output(0, context->Vector(context->num_inputs() - 1));
      return absl::OkStatus();
    });

TRIPTYCH_LOOP double DotBlock(const float* x, const float* y, int64_t size) {
  constexpr int kLanes = 32;
  constexpr int kRounds = 32;  // products that a lane adds in float32 before it goes to float64
  double total = 0;
  int64_t i = 0;
  while (i + kLanes <= size) {
    float lanes[kLanes] = {};
    const int64_t stop = std::min(size - kLanes, i + kLanes * (kRounds - 1));
    for (; i <= stop; i += kLanes) {
      for (int lane = 0; lane < kLanes; ++lane) lanes[lane] += x[i + lane] * y[i + lane];
    }
    for (const float lane : lanes) total += lane;
  }
  for (; i < size; ++i) total += double(x[i]) * y[i];
  return total;
}

class Dots : public OpKernel {
 public:
  using OpKernel::OpKernel;
  void Compute(OpKernelContext* context) override {
    const Tensor& x = context->input(0);
    const int count = context->num_inputs() - 1;
    const int64_t size = x.NumElements();
    std::vector<const float*> ys;
    for (int n = 0; n < count; ++n) {
      OP_REQUIRES(context, context->input(n + 1).NumElements() == size,
                  absl::InvalidArgumentError("dots takes tensors of one size"));
      ys.push_back(context->input(n + 1).flat<float>().data());
    }
    Tensor* products = nullptr;
    OP_REQUIRES_OK(context, context->allocate_output(0, TensorShape({count}), &products));
    const float* a = x.flat<float>().data();
    // A sum for each block, added in order: the same on any number of threads.
    const int64_t blocks = (size + kBlock - 1) / kBlock;
    std::vector<double> sums(blocks * count, 0.0);
    ForEachBlock(context, size, 2 * count, [&](int64_t begin, int64_t end) {
      for (int n = 0; n < count; ++n) {
        sums[n * blocks + begin / kBlock] = DotBlock(a + begin, ys[n] + begin, end - begin);
      }
    });
    for (int n = 0; n < count; ++n) {
      double total = 0;
      for (int64_t block = 0; block < blocks; ++block) total += sums[n * blocks + block];
      products->flat<float>()(n) = static_cast<float>(total);
    }
  }
};

// The sum of several tensors, each times its coefficient.
REGISTER_OP("TriptychCombination")
    .Attr("N: int >= 1")
    .Input("coefficients: float")
    .Input("xs: N * float")
    .Output("sum: float")
    .SetShapeFn([](InferenceContext* context) {
      auto shape = context->input(1);
      for (int i = 2; i < context->num_inputs(); ++i) {
        TF_RETURN_IF_ERROR(context->Merge(shape, context->input(i), &shape));
      }
      context->set_output(0, shape);
      return absl::OkStatus();
    });

TRIPTYCH_LOOP void ScaleBlock(const float* x, float scale, float* out, int64_t size) {
#pragma GCC ivdep
  for (int64_t i = 0; i < size; ++i) out[i] = x[i] * scale;
}

class Combination : public OpKernel {
 public:
  using OpKernel::OpKernel;
  void Compute(OpKernelContext* context) override {
    const int count = context->num_inputs() - 1;
    const Tensor& first = context->input(1);
    OP_REQUIRES(context, context->input(0).NumElements() == count,
                absl::InvalidArgumentError("a combination takes a coefficient for each tensor"));
    const auto coefficients = context->input(0).flat<float>();
    std::vector<const float*> xs;
    for (int n = 1; n <= count; ++n) {
      OP_REQUIRES(context, context->input(n).shape() == first.shape(),
                  absl::InvalidArgumentError("a combination takes tensors of one shape"));
      xs.push_back(context->input(n).flat<float>().data());
    }
    Tensor* sum = nullptr;
    // The first may be overwritten: each element of it is read before the sum is written there.
    OP_REQUIRES_OK(context, context->forward_input_or_allocate_output({1}, 0, first.shape(), &sum));
    float* out = sum->flat<float>().data();
    ForEachBlock(context, first.NumElements(), 2 * count, [&](int64_t begin, int64_t end) {
      ScaleBlock(xs[0] + begin, coefficients(0), out + begin, end - begin);
      for (int n = 1; n < count; ++n) {
        MultiplyAddBlock(xs[n] + begin, coefficients(n), out + begin, out + begin, end - begin);
      }
    });
  }
};

// Gradient descent with momentum; `coefficients` = momentum, descent, decay:
// d = g + decay w, v <- momentum v + d, w <- w + descent (nesterov ? d + momentum v : v).
// `check` is 0, or NaN if an element of the gradient is not finite.
REGISTER_OP("TriptychMomentum")
    .Attr("nesterov: bool")
    .Input("weights: float")
    .Input("velocity: float")
    .Input("gradient: float")
    .Input("coefficients: float")
    .Output("next_weights: float")
    .Output("next_velocity: float")
    .Output("check: float")
    .SetShapeFn([](InferenceContext* context) { return SameShapes(context, 3, 2); });

struct MomentumNumbers {
  float momentum, descent, decay;
  bool nesterov;
};

TRIPTYCH_LOOP bool MomentumBlock(const MomentumNumbers c, const float* w, const float* v,
                                 const float* g, float* w_out, float* v_out, int64_t size) {
  const float of_velocity = c.nesterov ? c.momentum : 1.0f;
  const float of_gradient = c.nesterov ? 1.0f : 0.0f;
  uint32_t spoilt = 0;
#pragma GCC ivdep
  for (int64_t i = 0; i < size; ++i) {
    const float gradient = g[i];
    const float direction = gradient + c.decay * w[i];
    const float velocity = c.momentum * v[i] + direction;
    w_out[i] = w[i] + c.descent * (of_velocity * velocity + of_gradient * direction);
    v_out[i] = velocity;
    spoilt |= IsSpoilt(gradient);
  }
  return spoilt == 0;
}

// Makes room for the next value of each input that comes first, in place where it can be.
bool PrepareOutputs(OpKernelContext* context, int count, int spare, Tensor** next, Tensor** check) {
  const TensorShape& shape = context->input(0).shape();
  for (int i = 1; i <= count; ++i) {
    if (context->input(i).shape() == shape) continue;
    context->CtxFailure(absl::InvalidArgumentError("a step takes tensors of one shape"));
    return false;
  }
  for (int i = 0; i < count; ++i) {
    const std::vector<int> candidates = i == spare ? std::vector<int>{i, count} : std::vector<int>{i};
    const auto status = context->forward_input_or_allocate_output(candidates, i, shape, &next[i]);
    if (!status.ok()) {
      context->CtxFailure(status);
      return false;
    }
  }
  const auto status = context->allocate_output(count, TensorShape({}), check);
  if (!status.ok()) context->CtxFailure(status);
  return status.ok();
}

class Momentum : public OpKernel {
 public:
  explicit Momentum(OpKernelConstruction* construction) : OpKernel(construction) {
    OP_REQUIRES_OK(construction, construction->GetAttr("nesterov", &nesterov_));
  }
  void Compute(OpKernelContext* context) override {
    OP_REQUIRES(context, context->input(3).NumElements() == 3,
                absl::InvalidArgumentError("a momentum step takes three coefficients"));
    Tensor* next[2] = {};
    Tensor* check = nullptr;
    if (!PrepareOutputs(context, 2, 1, next, &check)) return;
    const auto given = context->input(3).flat<float>();
    const MomentumNumbers numbers = {given(0), given(1), given(2), nesterov_};
    const float* w = context->input(0).flat<float>().data();
    const float* v = context->input(1).flat<float>().data();
    const float* g = context->input(2).flat<float>().data();
    float* w_out = next[0]->flat<float>().data();
    float* v_out = next[1]->flat<float>().data();
    const int64_t size = context->input(0).NumElements();
    std::atomic<bool> is_finite{true};
    ForEachBlock(context, size, 6, [&](int64_t begin, int64_t end) {
      if (!MomentumBlock(numbers, w + begin, v + begin, g + begin, w_out + begin, v_out + begin,
                         end - begin)) {
        is_finite = false;
      }
    });
    check->scalar<float>()() = is_finite ? 0.0f : std::nanf("");
  }

 private:
  bool nesterov_ = false;
};

// Adam without its factors 1 - beta; `coefficients` = beta1, beta2, descent, epsilon, shrinkage:
// m <- beta1 m + g, s <- beta2 s + g^2, w <- shrinkage w + descent m / (sqrt(s) + epsilon).
// `check` is 0, or NaN if an element of the gradient is not finite.
REGISTER_OP("TriptychAdam")
    .Input("weights: float")
    .Input("mean: float")
    .Input("square: float")
    .Input("gradient: float")
    .Input("coefficients: float")
    .Output("next_weights: float")
    .Output("next_mean: float")
    .Output("next_square: float")
    .Output("check: float")
    .SetShapeFn([](InferenceContext* context) { return SameShapes(context, 4, 3); });

struct AdamNumbers {
  float beta1, beta2, descent, epsilon, shrinkage;
};

TRIPTYCH_LOOP bool AdamBlock(const AdamNumbers c, const float* w, const float* m, const float* s,
                             const float* g, float* w_out, float* m_out, float* s_out,
                             int64_t size) {
  uint32_t spoilt = 0;
#pragma GCC ivdep
  for (int64_t i = 0; i < size; ++i) {
    const float gradient = g[i];
    const float mean = c.beta1 * m[i] + gradient;
    const float square = c.beta2 * s[i] + gradient * gradient;
    w_out[i] = c.shrinkage * w[i] + c.descent * (mean / (std::sqrt(square) + c.epsilon));
    m_out[i] = mean;
    s_out[i] = square;
    spoilt |= IsSpoilt(gradient);
  }
  return spoilt == 0;
}

class Adam : public OpKernel {
 public:
  using OpKernel::OpKernel;
  void Compute(OpKernelContext* context) override {
    OP_REQUIRES(context, context->input(4).NumElements() == 5,
                absl::InvalidArgumentError("an Adam step takes five coefficients"));
    Tensor* next[3] = {};
    Tensor* check = nullptr;
    if (!PrepareOutputs(context, 3, 1, next, &check)) return;
    const auto given = context->input(4).flat<float>();
    const AdamNumbers numbers = {given(0), given(1), given(2), given(3), given(4)};
    const float* w = context->input(0).flat<float>().data();
    const float* m = context->input(1).flat<float>().data();
    const float* s = context->input(2).flat<float>().data();
    const float* g = context->input(3).flat<float>().data();
    float* w_out = next[0]->flat<float>().data();
    float* m_out = next[1]->flat<float>().data();
    float* s_out = next[2]->flat<float>().data();
    const int64_t size = context->input(0).NumElements();
    std::atomic<bool> is_finite{true};
    ForEachBlock(context, size, 16, [&](int64_t begin, int64_t end) {
      if (!AdamBlock(numbers, w + begin, m + begin, s + begin, g + begin, w_out + begin,
                     m_out + begin, s_out + begin, end - begin)) {
        is_finite = false;
      }
    });
    check->scalar<float>()() = is_finite ? 0.0f : std::nanf("");
  }
};

REGISTER_KERNEL_BUILDER(Name("TriptychMultiplyAdd").Device(DEVICE_CPU), MultiplyAdd);
REGISTER_KERNEL_BUILDER(Name("TriptychDots").Device(DEVICE_CPU), Dots);
REGISTER_KERNEL_BUILDER(Name("TriptychCombination").Device(DEVICE_CPU), Combination);
REGISTER_KERNEL_BUILDER(Name("TriptychMomentum").Device(DEVICE_CPU), Momentum);
REGISTER_KERNEL_BUILDER(Name("TriptychAdam").Device(DEVICE_CPU), Adam);

}  // namespace
}  // namespace triptych
