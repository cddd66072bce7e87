// Attention of packed tokens to rows of keys and values, each token to the rows of its own intervals,
// block by block: no matrix of all scores is ever made (Dao et al. 2022). CPU only;
// src/core/ops/tree-attention.ts has the same in plain operations.
#include "attention.h"

#include <limits>

namespace triptych {
namespace {

// Turns a row of scores into exp(score - highest); the row of `sums` scales with a new highest.
TRIPTYCH_LOOP void Soften(float* scores, int visible, float* highest, float* total, float* sums,
                          int64_t columns) {
  constexpr int kLanes = 16;
  for (int j = visible; j < kTile; ++j) scores[j] = -std::numeric_limits<float>::infinity();
  float lanes[kLanes];
  for (int i = 0; i < kLanes; ++i) lanes[i] = *highest;
  for (int j = 0; j < kTile; j += kLanes) {
    for (int i = 0; i < kLanes; ++i) lanes[i] = scores[j + i] > lanes[i] ? scores[j + i] : lanes[i];
  }
  const float next = *std::max_element(lanes, lanes + kLanes);
  if (next != *highest) {
    const float shrinkage = Exp(*highest - next);
    *total *= shrinkage;
    for (int64_t d = 0; d < columns; ++d) sums[d] *= shrinkage;
    *highest = next;
  }
  for (int j = 0; j < kTile; ++j) scores[j] = Exp(scores[j] - next);
  for (int j = visible; j < kTile; ++j) scores[j] = 0;
  std::fill(lanes, lanes + kLanes, 0.0f);
  for (int j = 0; j < kTile; j += kLanes) {
    for (int i = 0; i < kLanes; ++i) lanes[i] += scores[j + i];
  }
  for (const float lane : lanes) *total += lane;
}

struct ForwardInputs {
  const float *q, *k, *v;
};

int64_t ForwardScratch(const Heads& h) {
  const int64_t rows = h.most_tokens() * h.group();
  return rows * (2 * h.padded() + kTile + 2) + kTile * (h.head_dim + h.padded());
}

// `logs` may be null: log of the sum of exp(score) of each query.
void AttendBlock(const Heads& h, const Plan& plan, const Block& block, int kv_head,
                 const ForwardInputs& in, float* out, float* logs) {
  const int64_t columns = h.padded();
  const int rows = block.tokens * h.group();
  Scratch scratch(ForwardScratch(h));
  float* queries = scratch.Take(rows * columns);
  float* sums = scratch.Take(rows * columns);
  float* scores = scratch.Take(rows * kTile);
  float* highest = scratch.Take(rows);
  float* totals = scratch.Take(rows);
  float* keys = scratch.Take(kTile * h.head_dim);
  float* values = scratch.Take(kTile * columns);
  LoadQueries(h, block, kv_head, in.q, h.scale(), queries);
  std::fill(sums, sums + rows * columns, 0.0f);
  std::fill(highest, highest + rows, -std::numeric_limits<float>::infinity());
  std::fill(totals, totals + rows, 0.0f);
  for (int64_t tile = 0; tile < block.rows; tile += kTile) {
    const int size = std::min<int64_t>(kTile, block.rows - tile);
    const int32_t* tile_rows = plan.rows.data() + block.first_row + tile;
    LoadColumns(h, tile_rows, size, kv_head, in.k, keys);
    LoadRows(h, tile_rows, size, kv_head, in.v, values);
    const int wide = RoundUp(size, kColumnBlock);
    Multiply({{queries, columns, 1}, keys, kTile, scores, kTile, rows, h.head_dim, wide, false});
    for (int r = 0; r < rows; ++r) {
      float* row = scores + r * kTile;
      const int visible = VisibleInTile(plan, block, r / h.group(), tile, size);
      if (visible == 0) std::fill(row, row + kTile, 0.0f);
      else Soften(row, visible, highest + r, totals + r, sums + r * columns, columns);
    }
    Multiply({{scores, kTile, 1}, values, columns, sums, columns, rows, size, (int)columns, true});
  }
  for (int r = 0; r < rows; ++r) {
    if (totals[r] == 0) continue;
    const float share = 1 / totals[r];
    for (int64_t d = 0; d < columns; ++d) sums[r * columns + d] *= share;
  }
  StoreQueries(h, block, kv_head, sums, out);
  if (logs == nullptr) return;
  for (int r = 0; r < rows; ++r) {
    const int64_t token = block.first_token + r / h.group();
    logs[token * h.heads + kv_head * h.group() + r % h.group()] =
        totals[r] == 0 ? 0 : highest[r] + std::log(totals[r]);
  }
}

void AttendAll(OpKernelContext* context, const Heads& h, const Plan& plan, const ForwardInputs& in,
               float* out, float* logs) {
  const int64_t blocks = plan.blocks.size();
  const int64_t pairs = plan.rows.size() / std::max<int64_t>(1, blocks) * h.most_tokens();
  ForEachItem(context, blocks * h.kv_heads, pairs * h.group() * h.head_dim / 4, [&](int64_t item) {
    AttendBlock(h, plan, plan.blocks[item / h.kv_heads], item % h.kv_heads, in, out, logs);
  });
}

REGISTER_OP("TriptychAttention")
    .Attr("heads: int >= 1")
    .Attr("kv_heads: int >= 1")
    .Input("q: float")
    .Input("k: float")
    .Input("v: float")
    .Input("spans: int32")
    .Output("attended: float")
    .Output("logs: float")
    .SetShapeFn([](InferenceContext* context) {
      int heads = 0;
      TF_RETURN_IF_ERROR(context->GetAttr("heads", &heads));
      context->set_output(0, context->input(0));
      context->set_output(1, context->Matrix(context->UnknownDim(), heads));
      return absl::OkStatus();
    });

class Attention : public AttentionKernel {
 public:
  using AttentionKernel::AttentionKernel;
  void Compute(OpKernelContext* context) override {
    Heads heads;
    const Tensor& spans = context->input(3);
    OP_REQUIRES_OK(context, ReadHeads(context, spans, &heads));
    const Tensor& q = context->input(0);
    Plan plan;
    OP_REQUIRES_OK(context, MakePlan(spans, q.dim_size(0), heads.most_tokens(), &plan));
    Tensor *attended = nullptr, *logs = nullptr;
    OP_REQUIRES_OK(context, context->allocate_output(0, q.shape(), &attended));
    OP_REQUIRES_OK(context, context->allocate_output(1, {q.dim_size(0), heads.heads}, &logs));
    const ForwardInputs in = {Data(q), Data(context->input(1)), Data(context->input(2))};
    AttendAll(context, heads, plan, in, attended->flat<float>().data(), logs->flat<float>().data());
  }
};

// Writes keys and values to the rows of a cache, in place, then attends over the cache. Stateful: what
// it does to its inputs must happen at every run.
REGISTER_OP("TriptychCachedAttention")
    .Attr("heads: int >= 1")
    .Attr("kv_heads: int >= 1")
    .Input("q: float")
    .Input("k: float")
    .Input("v: float")
    .Input("cached_keys: float")
    .Input("cached_values: float")
    .Input("rows: int32")
    .Input("spans: int32")
    .Output("attended: float")
    .SetIsStateful()
    .SetShapeFn([](InferenceContext* context) {
      context->set_output(0, context->input(0));
      return absl::OkStatus();
    });

class CachedAttention : public AttentionKernel {
 public:
  using AttentionKernel::AttentionKernel;
  void Compute(OpKernelContext* context) override {
    Heads heads;
    const Tensor& spans = context->input(6);
    OP_REQUIRES_OK(context, ReadHeads(context, spans, &heads));
    const Tensor& q = context->input(0);
    const Tensor& keys = context->input(3);
    const Tensor& values = context->input(4);
    const int64_t width = context->input(1).dim_size(1);
    OP_REQUIRES(context,
                keys.dims() == 2 && keys.dim_size(1) == width && values.shape() == keys.shape(),
                absl::InvalidArgumentError("attention takes caches [C, kv_heads * head_dim]"));
    const int64_t capacity = keys.dim_size(0);
    OP_REQUIRES(context, context->input(5).shape() == TensorShape({q.dim_size(0)}),
                absl::InvalidArgumentError("attention takes a row of the cache for each token"));
    const auto rows = context->input(5).flat<int32_t>();
    for (int64_t i = 0; i < rows.size(); ++i) {
      OP_REQUIRES(context, rows(i) >= 0 && rows(i) < capacity,
                  absl::InvalidArgumentError("rows must be within [0, " + std::to_string(capacity) +
                                             "), got " + std::to_string(rows(i))));
    }
    Plan plan;
    OP_REQUIRES_OK(context, MakePlan(spans, capacity, heads.most_tokens(), &plan));
    Tensor* attended = nullptr;
    OP_REQUIRES_OK(context, context->allocate_output(0, q.shape(), &attended));
    Write(context->input(1), rows.data(), keys);
    Write(context->input(2), rows.data(), values);
    AttendAll(context, heads, plan, {Data(q), Data(keys), Data(values)},
              attended->flat<float>().data(), nullptr);
  }

 private:
  static void Write(const Tensor& from, const int32_t* rows, const Tensor& cache) {
    const int64_t width = from.dim_size(1);
    const float* x = Data(from);
    float* to = const_cast<float*>(Data(cache));
    for (int64_t i = 0; i < from.dim_size(0); ++i, x += width) {
      std::copy(x, x + width, to + rows[i] * width);
    }
  }
};

REGISTER_KERNEL_BUILDER(Name("TriptychAttention").Device(DEVICE_CPU), Attention);
REGISTER_KERNEL_BUILDER(Name("TriptychCachedAttention").Device(DEVICE_CPU), CachedAttention);

}  // namespace
}  // namespace triptych
