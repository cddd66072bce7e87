// Gradient of the attention in attention-kernels.cc: its weights are computed again from the logarithms
// of their sums. No number of threads changes the order of an addition.
#include "attention.h"

namespace triptych {
namespace {

constexpr int kChunks = 8; // parts of the tokens whose gradients of keys are summed apart

REGISTER_OP("TriptychAttentionGrad")
    .Attr("heads: int >= 1")
    .Attr("kv_heads: int >= 1")
    .Input("q: float")
    .Input("k: float")
    .Input("v: float")
    .Input("spans: int32")
    .Input("attended: float")
    .Input("logs: float")
    .Input("gradient: float")
    .Output("q_gradient: float")
    .Output("k_gradient: float")
    .Output("v_gradient: float")
    .SetShapeFn([](InferenceContext* context) {
      for (int i = 0; i < 3; ++i) context->set_output(i, context->input(i));
      return absl::OkStatus();
    });

struct BackwardInputs {
  const float *q, *k, *v, *attended, *logs, *gradient;
};

// A part of the blocks, and the sums of its gradients of the keys and values `[begin, end)`.
struct Chunk {
  int64_t first_block, end_block;
  int64_t begin, end;
  int64_t offset;  // of its rows among those of all chunks
};

// About equal parts, whatever the number of threads: the order of additions must not depend on it.
std::vector<Chunk> MakeChunks(const Plan& plan) {
  const auto cost = [](const Block& block) { return (block.tokens + 4) * (block.rows + 16); };
  int64_t total = 0;
  for (const Block& block : plan.blocks) total += cost(block);
  std::vector<Chunk> chunks;
  int64_t done = 0, offset = 0;
  for (int64_t i = 0; i < (int64_t)plan.blocks.size(); ++i) {
    const Block& block = plan.blocks[i];
    if (chunks.empty() || done * kChunks >= total * (int64_t)chunks.size()) {
      if (!chunks.empty()) offset += chunks.back().end - chunks.back().begin;
      chunks.push_back({i, i, 0, 0, offset});
    }
    Chunk& chunk = chunks.back();
    chunk.end_block = i + 1;
    const int32_t* rows = plan.rows.data() + block.first_row;
    for (int64_t j = 0; j < block.rows; ++j) {
      const bool is_first = chunk.end == chunk.begin;
      chunk.begin = is_first ? rows[j] : std::min<int64_t>(chunk.begin, rows[j]);
      chunk.end = is_first ? rows[j] + 1 : std::max<int64_t>(chunk.end, rows[j] + 1);
    }
    done += cost(block);
  }
  return chunks;
}

// The derivatives of the scores of a query, from those of its weights; the scores become weights.
TRIPTYCH_LOOP void DeriveScores(float* scores, float* derivatives, int visible, float log, float mean) {
  for (int j = 0; j < kTile; ++j) scores[j] = Exp(scores[j] - log);
  for (int j = visible; j < kTile; ++j) scores[j] = 0;
  for (int j = 0; j < kTile; ++j) derivatives[j] = scores[j] * (derivatives[j] - mean);
  for (int j = visible; j < kTile; ++j) derivatives[j] = 0;
}

TRIPTYCH_LOOP float Dot(const float* x, const float* y, int64_t size) {
  constexpr int kLanes = 32;
  float lanes[kLanes] = {};
  int64_t i = 0;
  for (; i + kLanes <= size; i += kLanes) {
    for (int lane = 0; lane < kLanes; ++lane) lanes[lane] += x[i + lane] * y[i + lane];
  }
  float total = 0;
  for (; i < size; ++i) total += x[i] * y[i];
  for (const float lane : lanes) total += lane;
  return total;
}

TRIPTYCH_LOOP void Add(const float* x, float* to, int64_t size) {
#pragma GCC ivdep
  for (int64_t i = 0; i < size; ++i) to[i] += x[i];
}

int64_t BackwardScratch(const Heads& h) {
  const int64_t rows = h.most_tokens() * h.group();
  return rows * (3 * h.padded() + 2 * kTile + 2) + kTile * (2 * h.head_dim + 3 * h.padded());
}

// Gradients of a block's queries to `q_gradient`, and of what they see added to rows `[begin, ...)`.
void DeriveBlock(const Heads& h, const Plan& plan, const Block& block, int kv_head,
                 const BackwardInputs& in, float* q_gradient, int64_t begin, float* k_sums,
                 float* v_sums) {
  const int columns = h.padded();
  const int rows = block.tokens * h.group();
  Scratch scratch(BackwardScratch(h));
  float* queries = scratch.Take(rows * columns);
  float* gradients = scratch.Take(rows * columns);
  float* q_sums = scratch.Take(rows * columns);
  float* scores = scratch.Take(rows * kTile);
  float* derivatives = scratch.Take(rows * kTile);
  float* logs = scratch.Take(rows);
  float* means = scratch.Take(rows);
  float* key_columns = scratch.Take(kTile * h.head_dim);
  float* value_columns = scratch.Take(kTile * h.head_dim);
  float* key_rows = scratch.Take(kTile * columns);
  float* k_tile = scratch.Take(kTile * columns);
  float* v_tile = scratch.Take(kTile * columns);
  LoadQueries(h, block, kv_head, in.q, h.scale(), queries);
  LoadQueries(h, block, kv_head, in.gradient, 1, gradients);
  std::fill(q_sums, q_sums + rows * columns, 0.0f);
  for (int r = 0; r < rows; ++r) {
    const int64_t token = block.first_token + r / h.group();
    const int64_t query = token * h.heads + kv_head * h.group() + r % h.group();
    logs[r] = in.logs[query];
    means[r] = Dot(in.attended + query * h.head_dim, in.gradient + query * h.head_dim, h.head_dim);
  }
  for (int64_t tile = 0; tile < block.rows; tile += kTile) {
    const int size = std::min<int64_t>(kTile, block.rows - tile);
    const int wide = RoundUp(size, kColumnBlock);
    const int32_t* tile_rows = plan.rows.data() + block.first_row + tile;
    LoadColumns(h, tile_rows, size, kv_head, in.k, key_columns);
    LoadColumns(h, tile_rows, size, kv_head, in.v, value_columns);
    LoadRows(h, tile_rows, size, kv_head, in.k, key_rows);
    const Matrix q = {queries, columns, 1}, dy = {gradients, columns, 1};
    Multiply({q, key_columns, kTile, scores, kTile, rows, h.head_dim, wide, false});
    Multiply({dy, value_columns, kTile, derivatives, kTile, rows, h.head_dim, wide, false});
    for (int r = 0; r < rows; ++r) {
      const int visible = VisibleInTile(plan, block, r / h.group(), tile, size);
      DeriveScores(scores + r * kTile, derivatives + r * kTile, visible, logs[r], means[r]);
    }
    Multiply({{derivatives, kTile, 1}, key_rows, columns, q_sums, columns, rows, size, columns, true});
    Multiply({{derivatives, 1, kTile}, queries, columns, k_tile, columns, size, rows, columns, false});
    Multiply({{scores, 1, kTile}, gradients, columns, v_tile, columns, size, rows, columns, false});
    for (int j = 0; j < size; ++j) {
      const int64_t offset = (tile_rows[j] - begin) * columns;
      Add(k_tile + j * columns, k_sums + offset, columns);
      Add(v_tile + j * columns, v_sums + offset, columns);
    }
  }
  for (int64_t i = 0; i < (int64_t)rows * columns; ++i) q_sums[i] *= h.scale();
  StoreQueries(h, block, kv_head, q_sums, q_gradient);
}

class AttentionGrad : public AttentionKernel {
 public:
  using AttentionKernel::AttentionKernel;
  void Compute(OpKernelContext* context) override {
    Heads heads;
    const Tensor& spans = context->input(3);
    OP_REQUIRES_OK(context, ReadHeads(context, spans, &heads));
    const Tensor& q = context->input(0);
    const int64_t tokens = q.dim_size(0);
    OP_REQUIRES(context,
                context->input(4).shape() == q.shape() && context->input(6).shape() == q.shape() &&
                    context->input(5).shape() == TensorShape({tokens, heads.heads}),
                absl::InvalidArgumentError("attention takes the gradient of its own result"));
    Plan plan;
    OP_REQUIRES_OK(context, MakePlan(spans, tokens, heads.most_tokens(), &plan));
    Tensor* gradients[3] = {};
    for (int i = 0; i < 3; ++i) {
      OP_REQUIRES_OK(context,
                     context->allocate_output(i, context->input(i).shape(), &gradients[i]));
    }
    const std::vector<Chunk> chunks = MakeChunks(plan);
    if (chunks.empty()) return;
    const int64_t summed = chunks.back().offset + chunks.back().end - chunks.back().begin;
    Tensor sums;  // [kv_heads, keys and values, rows of all chunks, padded]
    OP_REQUIRES_OK(context,
                   context->allocate_temp(tensorflow::DT_FLOAT,
                                          {heads.kv_heads, 2, summed, heads.padded()}, &sums));
    float* all_sums = sums.flat<float>().data();
    const int64_t part = summed * heads.padded();
    const BackwardInputs in = {Data(q),
                               Data(context->input(1)),
                               Data(context->input(2)),
                               Data(context->input(4)),
                               Data(context->input(5)),
                               Data(context->input(6))};
    float* q_gradient = gradients[0]->flat<float>().data();
    const int64_t items = heads.kv_heads * chunks.size();
    ForEachItem(context, items, 1000000, [&](int64_t item) {
      const int kv_head = item % heads.kv_heads;
      const Chunk& chunk = chunks[item / heads.kv_heads];
      float* k_sums = all_sums + 2 * kv_head * part + chunk.offset * heads.padded();
      float* v_sums = k_sums + part;
      const int64_t size = (chunk.end - chunk.begin) * heads.padded();
      std::fill(k_sums, k_sums + size, 0.0f);
      std::fill(v_sums, v_sums + size, 0.0f);
      for (int64_t block = chunk.first_block; block < chunk.end_block; ++block) {
        DeriveBlock(heads, plan, plan.blocks[block], kv_head, in, q_gradient, chunk.begin, k_sums,
                    v_sums);
      }
    });
    for (int i = 0; i < 2; ++i) {
      AddChunks(context, heads, chunks, all_sums + i * part, 2 * part,
                gradients[i + 1]->flat<float>().data(), tokens);
    }
  }

 private:
  // Adds the chunks' sums, in their order, to [tokens, kv_heads * head_dim].
  static void AddChunks(OpKernelContext* context, const Heads& h, const std::vector<Chunk>& chunks,
                        const float* sums, int64_t head_stride, float* out, int64_t tokens) {
    const int64_t width = h.kv_heads * h.head_dim;
    ForEachItem(context, tokens, 2 * width, [&](int64_t row) {
      std::fill(out + row * width, out + (row + 1) * width, 0.0f);
      for (const Chunk& chunk : chunks) {
        if (row < chunk.begin || row >= chunk.end) continue;
        const float* from = sums + (chunk.offset + row - chunk.begin) * h.padded();
        for (int head = 0; head < h.kv_heads; ++head, from += head_stride) {
          Add(from, out + row * width + head * h.head_dim, h.head_dim);
        }
      }
    });
  }
};

REGISTER_KERNEL_BUILDER(Name("TriptychAttentionGrad").Device(DEVICE_CPU), AttentionGrad);

}  // namespace
}  // namespace triptych
