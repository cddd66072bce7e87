// What a decoder does to packed tokens beside attention and large matrix products, each in one pass
// over memory. CPU only; src/core/ops has the same in plain operations.
#include "kernels.h"

#include <cmath>

namespace triptych {
namespace {

constexpr int kLanes = 32;  // sums that are kept apart, so that a loop over a row is vectors

const float* Data(const Tensor& tensor) { return tensor.flat<float>().data(); }

// Sum of x y z.
TRIPTYCH_LOOP float TripleDot(const float* x, const float* y, const float* z, int64_t size) {
  float lanes[kLanes] = {};
  int64_t i = 0;
  for (; i + kLanes <= size; i += kLanes) {
    for (int lane = 0; lane < kLanes; ++lane) lanes[lane] += x[i + lane] * y[i + lane] * z[i + lane];
  }
  float total = 0;
  for (; i < size; ++i) total += x[i] * y[i] * z[i];
  for (const float lane : lanes) total += lane;
  return total;
}

TRIPTYCH_LOOP float SumOfSquares(const float* x, int64_t size) {
  float lanes[kLanes] = {};
  int64_t i = 0;
  for (; i + kLanes <= size; i += kLanes) {
    for (int lane = 0; lane < kLanes; ++lane) lanes[lane] += x[i + lane] * x[i + lane];
  }
  float total = 0;
  for (; i < size; ++i) total += x[i] * x[i];
  for (const float lane : lanes) total += lane;
  return total;
}

bool IsMatrixWithRow(const Tensor& x, const Tensor& row) {
  return x.dims() == 2 && row.dims() == 1 && x.dim_size(1) == row.dim_size(0);
}

// y = x * inverse * weight with inverse = 1 / sqrt(mean(x^2) + epsilon), row by row.
REGISTER_OP("TriptychRmsNorm")
    .Attr("epsilon: float")
    .Input("x: float")
    .Input("weight: float")
    .Output("y: float")
    .Output("inverse: float")
    .SetShapeFn([](InferenceContext* context) {
      context->set_output(0, context->input(0));
      context->set_output(1, context->Vector(context->Dim(context->input(0), 0)));
      return absl::OkStatus();
    });

TRIPTYCH_LOOP void ScaleRow(const float* x, float scale, const float* weight, float* y, int64_t size) {
#pragma GCC ivdep
  for (int64_t i = 0; i < size; ++i) y[i] = x[i] * scale * weight[i];
}

class RmsNorm : public OpKernel {
 public:
  explicit RmsNorm(OpKernelConstruction* construction) : OpKernel(construction) {
    OP_REQUIRES_OK(construction, construction->GetAttr("epsilon", &epsilon_));
  }
  void Compute(OpKernelContext* context) override {
    const Tensor& x = context->input(0);
    OP_REQUIRES(context, IsMatrixWithRow(x, context->input(1)),
                absl::InvalidArgumentError("rmsNorm takes x [N, D] and weight [D]"));
    const int64_t rows = x.dim_size(0), size = x.dim_size(1);
    Tensor *y = nullptr, *inverse = nullptr;
    OP_REQUIRES_OK(context, context->allocate_output(0, x.shape(), &y));
    OP_REQUIRES_OK(context, context->allocate_output(1, {rows}, &inverse));
    const float* from = Data(x);
    const float* weight = Data(context->input(1));
    float* to = y->flat<float>().data();
    float* inverses = inverse->flat<float>().data();
    ForEachItem(context, rows, size, [=](int64_t row) {
      const float* values = from + row * size;
      inverses[row] = 1 / std::sqrt(SumOfSquares(values, size) / size + epsilon_);
      ScaleRow(values, inverses[row], weight, to + row * size, size);
    });
  }

 private:
  float epsilon_ = 0;
};

// dx = inverse * (dy * weight - x * inverse^2 * mean(dy * weight * x)).
REGISTER_OP("TriptychRmsNormGrad")
    .Input("x: float")
    .Input("weight: float")
    .Input("inverse: float")
    .Input("dy: float")
    .Output("dx: float")
    .SetShapeFn([](InferenceContext* context) {
      context->set_output(0, context->input(0));
      return absl::OkStatus();
    });

TRIPTYCH_LOOP void DeriveNorm(const float* x, const float* weight, const float* dy, float inverse,
                              float pull, float* dx, int64_t size) {
#pragma GCC ivdep
  for (int64_t i = 0; i < size; ++i) dx[i] = inverse * dy[i] * weight[i] - pull * x[i];
}

// Whether x, inverse and dy, at these inputs, fit together.
bool FitNorm(OpKernelContext* context, int x, int inverse, int dy) {
  const TensorShape& shape = context->input(x).shape();
  return shape.dims() == 2 && context->input(dy).shape() == shape &&
         context->input(inverse).shape() == TensorShape({shape.dim_size(0)});
}

class RmsNormGrad : public OpKernel {
 public:
  using OpKernel::OpKernel;
  void Compute(OpKernelContext* context) override {
    const Tensor& x = context->input(0);
    OP_REQUIRES(context, FitNorm(context, 0, 2, 3) && IsMatrixWithRow(x, context->input(1)),
                absl::InvalidArgumentError("rmsNorm takes the gradient of its own result"));
    Tensor* dx = nullptr;
    OP_REQUIRES_OK(context, context->allocate_output(0, x.shape(), &dx));
    const int64_t size = x.dim_size(1);
    const float* from = Data(x);
    const float* weight = Data(context->input(1));
    const float* inverse = Data(context->input(2));
    const float* dy = Data(context->input(3));
    float* to = dx->flat<float>().data();
    ForEachItem(context, x.dim_size(0), 2 * size, [=](int64_t row) {
      const float* values = from + row * size;
      const float* gradient = dy + row * size;
      const float product = TripleDot(gradient, weight, values, size);
      const float cube = inverse[row] * inverse[row] * inverse[row];
      DeriveNorm(values, weight, gradient, inverse[row], cube * product / size, to + row * size, size);
    });
  }
};

// Sum over the rows of dy * x * inverse.
REGISTER_OP("TriptychRmsNormWeightGrad")
    .Input("x: float")
    .Input("inverse: float")
    .Input("dy: float")
    .Output("gradient: float")
    .SetShapeFn([](InferenceContext* context) {
      context->set_output(0, context->Vector(context->Dim(context->input(0), 1)));
      return absl::OkStatus();
    });

TRIPTYCH_LOOP void AddScaledProduct(const float* x, float scale, const float* y, float* to,
                                    int64_t size) {
#pragma GCC ivdep
  for (int64_t i = 0; i < size; ++i) to[i] += x[i] * scale * y[i];
}

class RmsNormWeightGrad : public OpKernel {
 public:
  using OpKernel::OpKernel;
  void Compute(OpKernelContext* context) override {
    const Tensor& x = context->input(0);
    OP_REQUIRES(context, FitNorm(context, 0, 1, 2),
                absl::InvalidArgumentError("rmsNorm takes the gradient of its own result"));
    const int64_t rows = x.dim_size(0), size = x.dim_size(1);
    Tensor* gradient = nullptr;
    OP_REQUIRES_OK(context, context->allocate_output(0, {size}, &gradient));
    const float* from = Data(x);
    const float* inverse = Data(context->input(1));
    const float* dy = Data(context->input(2));
    float* to = gradient->flat<float>().data();
    // By columns, so that a sum's order does not depend on the threads.
    constexpr int64_t kColumns = 64;
    ForEachItem(context, (size + kColumns - 1) / kColumns, rows * kColumns, [=](int64_t item) {
      const int64_t begin = item * kColumns;
      const int64_t width = std::min(kColumns, size - begin);
      std::fill(to + begin, to + begin + width, 0.0f);
      for (int64_t row = 0; row < rows; ++row) {
        const int64_t at = row * size + begin;
        AddScaledProduct(from + at, inverse[row], dy + at, to + begin, width);
      }
    });
  }
};

// Turns the pairs (i, i + headDim / 2) of each head by the token's angles, or back.
REGISTER_OP("TriptychRotary")
    .Attr("inverse: bool")
    .Input("x: float")
    .Input("cos: float")
    .Input("sin: float")
    .Output("turned: float")
    .SetShapeFn([](InferenceContext* context) {
      context->set_output(0, context->input(0));
      return absl::OkStatus();
    });

TRIPTYCH_LOOP void TurnHead(const float* x, const float* cos, const float* sin, float sign, float* out,
                            int64_t half) {
#pragma GCC ivdep
  for (int64_t i = 0; i < half; ++i) {
    const float turn = sign * sin[i];
    out[i] = x[i] * cos[i] - x[i + half] * turn;
    out[i + half] = x[i + half] * cos[i] + x[i] * turn;
  }
}

class Rotary : public OpKernel {
 public:
  explicit Rotary(OpKernelConstruction* construction) : OpKernel(construction) {
    OP_REQUIRES_OK(construction, construction->GetAttr("inverse", &inverse_));
  }
  void Compute(OpKernelContext* context) override {
    const Tensor& x = context->input(0);
    const TensorShape& angles = context->input(1).shape();
    OP_REQUIRES(context,
                x.dims() == 2 && angles.dims() == 2 && angles.dim_size(0) == x.dim_size(0) &&
                    angles.dim_size(1) > 0 && x.dim_size(1) % (2 * angles.dim_size(1)) == 0 &&
                    context->input(2).shape() == angles,
                absl::InvalidArgumentError("rotary takes x [N, H * head_dim], cos and sin [N, head_dim / 2]"));
    Tensor* turned = nullptr;
    OP_REQUIRES_OK(context, context->allocate_output(0, x.shape(), &turned));
    const int64_t width = x.dim_size(1), half = angles.dim_size(1);
    const float sign = inverse_ ? -1 : 1;
    const float* from = Data(x);
    const float* cos = Data(context->input(1));
    const float* sin = Data(context->input(2));
    float* to = turned->flat<float>().data();
    ForEachItem(context, x.dim_size(0), width, [=](int64_t row) {
      for (int64_t head = row * width; head < (row + 1) * width; head += 2 * half) {
        TurnHead(from + head, cos + row * half, sin + row * half, sign, to + head, half);
      }
    });
  }

 private:
  bool inverse_ = false;
};

// gate * sigmoid(gate) * up
REGISTER_OP("TriptychSwiglu")
    .Input("gate: float")
    .Input("up: float")
    .Output("product: float")
    .SetShapeFn([](InferenceContext* context) {
      auto shape = context->input(0);
      TF_RETURN_IF_ERROR(context->Merge(shape, context->input(1), &shape));
      context->set_output(0, shape);
      return absl::OkStatus();
    });

TRIPTYCH_LOOP void SwigluBlock(const float* gate, const float* up, float* out, int64_t size) {
#pragma GCC ivdep
  for (int64_t i = 0; i < size; ++i) out[i] = gate[i] / (1 + Exp(-gate[i])) * up[i];
}

class Swiglu : public OpKernel {
 public:
  using OpKernel::OpKernel;
  void Compute(OpKernelContext* context) override {
    const Tensor& gate = context->input(0);
    OP_REQUIRES(context, gate.shape() == context->input(1).shape(),
                absl::InvalidArgumentError("swiglu takes tensors of one shape"));
    Tensor* product = nullptr;
    OP_REQUIRES_OK(context,
                   context->forward_input_or_allocate_output({0, 1}, 0, gate.shape(), &product));
    const float* x = Data(gate);
    const float* y = Data(context->input(1));
    float* out = product->flat<float>().data();
    ForEachBlock(context, gate.NumElements(), 4, [=](int64_t begin, int64_t end) {
      SwigluBlock(x + begin, y + begin, out + begin, end - begin);
    });
  }
};

REGISTER_OP("TriptychSwigluGrad")
    .Input("gate: float")
    .Input("up: float")
    .Input("dy: float")
    .Output("gate_gradient: float")
    .Output("up_gradient: float")
    .SetShapeFn([](InferenceContext* context) {
      context->set_output(0, context->input(0));
      context->set_output(1, context->input(1));
      return absl::OkStatus();
    });

TRIPTYCH_LOOP void SwigluGradBlock(const float* gate, const float* up, const float* dy, float* gate_out,
                                   float* up_out, int64_t size) {
#pragma GCC ivdep
  for (int64_t i = 0; i < size; ++i) {
    const float x = gate[i];
    const float gradient = dy[i];
    const float sigmoid = 1 / (1 + Exp(-x));
    gate_out[i] = gradient * up[i] * sigmoid * (1 + x * (1 - sigmoid));
    up_out[i] = gradient * x * sigmoid;
  }
}

class SwigluGrad : public OpKernel {
 public:
  using OpKernel::OpKernel;
  void Compute(OpKernelContext* context) override {
    const TensorShape& shape = context->input(0).shape();
    OP_REQUIRES(context, context->input(1).shape() == shape && context->input(2).shape() == shape,
                absl::InvalidArgumentError("swiglu takes tensors of one shape"));
    Tensor* gradients[2] = {};
    for (int i = 0; i < 2; ++i) {
      OP_REQUIRES_OK(context, context->allocate_output(i, shape, &gradients[i]));
    }
    const float* gate = Data(context->input(0));
    const float* up = Data(context->input(1));
    const float* dy = Data(context->input(2));
    float* gate_out = gradients[0]->flat<float>().data();
    float* up_out = gradients[1]->flat<float>().data();
    ForEachBlock(context, shape.num_elements(), 6, [=](int64_t begin, int64_t end) {
      SwigluGradBlock(gate + begin, up + begin, dy + begin, gate_out + begin, up_out + begin,
                      end - begin);
    });
  }
};

// x [N, in] times the transpose of weight [out, in], for few rows of x: the weight is read once.
REGISTER_OP("TriptychLinear")
    .Input("x: float")
    .Input("weight: float")
    .Output("y: float")
    .SetShapeFn([](InferenceContext* context) {
      context->set_output(0, context->Matrix(context->Dim(context->input(0), 0),
                                             context->Dim(context->input(1), 0)));
      return absl::OkStatus();
    });

// Products of a row of x with each of four rows.
TRIPTYCH_LOOP void FourDots(const float* x, const float* const* rows, int64_t size, float* products) {
  constexpr int kWidth = 16;
  const float *a = rows[0], *b = rows[1], *c = rows[2], *d = rows[3];
  float lanes[4][kWidth] = {};
  int64_t i = 0;
  for (; i + kWidth <= size; i += kWidth) {
    for (int lane = 0; lane < kWidth; ++lane) {
      const float factor = x[i + lane];
      lanes[0][lane] += factor * a[i + lane];
      lanes[1][lane] += factor * b[i + lane];
      lanes[2][lane] += factor * c[i + lane];
      lanes[3][lane] += factor * d[i + lane];
    }
  }
  for (int row = 0; row < 4; ++row) {
    float total = 0;
    for (int64_t rest = i; rest < size; ++rest) total += x[rest] * rows[row][rest];
    for (const float lane : lanes[row]) total += lane;
    products[row] = total;
  }
}

class Linear : public OpKernel {
 public:
  using OpKernel::OpKernel;
  void Compute(OpKernelContext* context) override {
    const Tensor& x = context->input(0);
    const Tensor& weight = context->input(1);
    OP_REQUIRES(context, x.dims() == 2 && weight.dims() == 2 && x.dim_size(1) == weight.dim_size(1),
                absl::InvalidArgumentError("linear takes x [N, in] and weight [out, in]"));
    const int64_t rows = x.dim_size(0), size = x.dim_size(1), columns = weight.dim_size(0);
    Tensor* y = nullptr;
    OP_REQUIRES_OK(context, context->allocate_output(0, {rows, columns}, &y));
    const float* a = Data(x);
    const float* b = Data(weight);
    float* out = y->flat<float>().data();
    constexpr int64_t kColumns = 32;
    const int64_t items = (columns + kColumns - 1) / kColumns;
    ForEachItem(context, items, rows * size * kColumns / 8, [=](int64_t item) {
      const int64_t end = std::min(columns, (item + 1) * kColumns);
      for (int64_t column = item * kColumns; column < end; column += 4) {
        const float* weights[4];
        for (int64_t k = 0; k < 4; ++k) weights[k] = b + std::min(column + k, columns - 1) * size;
        const int64_t count = std::min<int64_t>(4, end - column);
        for (int64_t row = 0; row < rows; ++row) {
          float products[4];
          FourDots(a + row * size, weights, size, products);
          std::copy(products, products + count, out + row * columns + column);
        }
      }
    });
  }
};

REGISTER_KERNEL_BUILDER(Name("TriptychRmsNorm").Device(DEVICE_CPU), RmsNorm);
REGISTER_KERNEL_BUILDER(Name("TriptychRmsNormGrad").Device(DEVICE_CPU), RmsNormGrad);
REGISTER_KERNEL_BUILDER(Name("TriptychRmsNormWeightGrad").Device(DEVICE_CPU), RmsNormWeightGrad);
REGISTER_KERNEL_BUILDER(Name("TriptychRotary").Device(DEVICE_CPU), Rotary);
REGISTER_KERNEL_BUILDER(Name("TriptychSwiglu").Device(DEVICE_CPU), Swiglu);
REGISTER_KERNEL_BUILDER(Name("TriptychSwigluGrad").Device(DEVICE_CPU), SwigluGrad);
REGISTER_KERNEL_BUILDER(Name("TriptychLinear").Device(DEVICE_CPU), Linear);

}  // namespace
}  // namespace triptych
