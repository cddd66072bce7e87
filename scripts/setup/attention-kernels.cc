// Attention of packed tokens to rows of keys and values, each token to the rows of its own intervals,
// block by block: no matrix of all scores is ever made (Dao et al. 2022). CPU only;
// src/core/ops/tree-attention.ts has the same in plain operations.
#include "kernels.h"

#if defined(__SSE__)
#include <xmmintrin.h>
#endif

#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace triptych {
namespace {

constexpr int kTile = 64;        // keys looked at together
constexpr int kMostRows = 96;    // rows of queries looked at together: tokens times query heads
constexpr int kChunks = 8;       // parts of the tokens whose gradients of keys are summed apart
constexpr int kColumnBlock = 32; // the matrices below have a multiple of this many columns

int64_t RoundUp(int64_t size, int64_t step) { return (size + step - 1) / step * step; }

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

// Which rows the tokens see. Tokens of a block see the same rows, except that each sees a few more at
// the end than the one before it.
struct Block {
  int64_t first_token, tokens;
  int64_t first_row, rows;  // in `Plan::rows`
};

struct Plan {
  std::vector<Block> blocks;
  std::vector<int32_t> rows;
  std::vector<int32_t> visible;  // rows of its block that a token sees
};

struct Interval {
  int32_t begin, end;
};

bool Continues(const std::vector<Interval>& before, const std::vector<Interval>& now) {
  if (before.size() != now.size()) return false;
  if (now.empty()) return true;
  for (size_t i = 0; i + 1 < now.size(); ++i) {
    if (before[i].begin != now[i].begin || before[i].end != now[i].end) return false;
  }
  return before.back().begin == now.back().begin && before.back().end <= now.back().end;
}

// Reads spans [tokens, intervals, 2].
absl::Status MakePlan(const Tensor& spans, int64_t num_rows, int64_t most_tokens, Plan* plan) {
  const int64_t tokens = spans.dim_size(0);
  const auto all = spans.tensor<int32_t, 3>();
  std::vector<Interval> before, now;
  for (int64_t token = 0; token < tokens; ++token) {
    now.clear();
    int32_t visible = 0;
    for (int64_t i = 0; i < spans.dim_size(1); ++i) {
      const Interval interval = {all(token, i, 0), all(token, i, 1)};
      if (interval.begin >= interval.end) continue;
      if (interval.begin < 0 || interval.end > num_rows) {
        return absl::InvalidArgumentError(
            "spans must be within [0, " + std::to_string(num_rows) + "], got [" +
            std::to_string(interval.begin) + ", " + std::to_string(interval.end) + ") of token " +
            std::to_string(token));
      }
      visible += interval.end - interval.begin;
      now.push_back(interval);
    }
    plan->visible.push_back(visible);
    const bool joins = token > 0 && plan->blocks.back().tokens < most_tokens && Continues(before, now);
    if (!joins) plan->blocks.push_back({token, 0, (int64_t)plan->rows.size(), 0});
    Block& block = plan->blocks.back();
    ++block.tokens;
    // The rows that the block lacks are the last ones of the last interval.
    for (size_t i = joins && !now.empty() ? now.size() - 1 : 0; i < now.size(); ++i) {
      const int32_t begin = joins ? now[i].end - (visible - (int32_t)block.rows) : now[i].begin;
      for (int32_t row = begin; row < now[i].end; ++row) plan->rows.push_back(row);
    }
    block.rows = plan->rows.size() - block.first_row;
    before.swap(now);
  }
  return absl::OkStatus();
}

struct Heads {
  int heads, kv_heads, head_dim;
  int group() const { return heads / kv_heads; }
  int64_t padded() const { return RoundUp(head_dim, kColumnBlock); }
  int64_t most_tokens() const { return std::max(1, kMostRows / group()); }
  float scale() const { return 1.0f / std::sqrt((float)head_dim); }
};

// Memory of a thread, of which a block's matrices are cut one after another.
class Scratch {
 public:
  explicit Scratch(int64_t size) {
    thread_local std::vector<float> memory;
    if ((int64_t)memory.size() < size) memory.resize(size);
    next_ = memory.data();
  }
  float* Take(int64_t size) {
    float* taken = next_;
    next_ += size;
    return taken;
  }

 private:
  float* next_;
};

TRIPTYCH_LOOP void ScaleRow(const float* x, float scale, float* to, int64_t size) {
#pragma GCC ivdep
  for (int64_t i = 0; i < size; ++i) to[i] = x[i] * scale;
}

// Copies a key head's queries of a block, or what is like them, to [tokens * group, padded].
void LoadQueries(const Heads& h, const Block& block, int kv_head, const float* from, float scale,
                 float* to) {
  for (int64_t token = 0; token < block.tokens; ++token) {
    const float* x = from + ((block.first_token + token) * h.heads + kv_head * h.group()) * h.head_dim;
    for (int head = 0; head < h.group(); ++head, x += h.head_dim, to += h.padded()) {
      ScaleRow(x, scale, to, h.head_dim);
      std::fill(to + h.head_dim, to + h.padded(), 0.0f);
    }
  }
}

void StoreQueries(const Heads& h, const Block& block, int kv_head, const float* from, float* to) {
  for (int64_t token = 0; token < block.tokens; ++token) {
    float* x = to + ((block.first_token + token) * h.heads + kv_head * h.group()) * h.head_dim;
    for (int head = 0; head < h.group(); ++head, x += h.head_dim, from += h.padded()) {
      std::copy(from, from + h.head_dim, x);
    }
  }
}

// Copies a tile of rows of a key head to [size, padded].
void LoadRows(const Heads& h, const int32_t* rows, int size, int kv_head, const float* from, float* to) {
  const int64_t columns = h.padded();
  for (int j = 0; j < size; ++j, to += columns) {
    const float* x = from + ((int64_t)rows[j] * h.kv_heads + kv_head) * h.head_dim;
    std::copy(x, x + h.head_dim, to);
    std::fill(to + h.head_dim, to + columns, 0.0f);
  }
}

// Writes four values of each of four rows as four rows, kTile apart.
TRIPTYCH_INLINE void TransposeFour(const float* const* rows, float* to) {
#if defined(__SSE__)
  __m128 a = _mm_loadu_ps(rows[0]), b = _mm_loadu_ps(rows[1]);
  __m128 c = _mm_loadu_ps(rows[2]), d = _mm_loadu_ps(rows[3]);
  _MM_TRANSPOSE4_PS(a, b, c, d);
  _mm_storeu_ps(to, a);
  _mm_storeu_ps(to + kTile, b);
  _mm_storeu_ps(to + 2 * kTile, c);
  _mm_storeu_ps(to + 3 * kTile, d);
#else
  for (int i = 0; i < 4; ++i) {
    for (int j = 0; j < 4; ++j) to[i * kTile + j] = rows[j][i];
  }
#endif
}

// Copies a tile of rows of a key head to [head_dim, kTile]; what is beyond the size has no meaning.
void LoadColumns(const Heads& h, const int32_t* rows, int size, int kv_head, const float* from,
                 float* to) {
  for (int j = 0; j < size; j += 4) {
    const float* x[4];
    for (int i = 0; i < 4; ++i) {
      const int64_t row = rows[std::min(j + i, size - 1)];
      x[i] = from + (row * h.kv_heads + kv_head) * h.head_dim;
    }
    int d = 0;
    for (; d + 4 <= h.head_dim; d += 4) {
      TransposeFour(x, to + d * kTile + j);
      for (int i = 0; i < 4; ++i) x[i] += 4;
    }
    for (; d < h.head_dim; ++d) {
      for (int i = 0; i < 4; ++i) to[d * kTile + j + i] = *x[i]++;
    }
  }
}

// How many rows of a tile a query sees.
int VisibleInTile(const Plan& plan, const Block& block, int64_t token, int64_t tile, int size) {
  const int64_t visible = plan.visible[block.first_token + token] - tile;
  return (int)std::max<int64_t>(0, std::min<int64_t>(visible, size));
}

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

// Inputs that begin with q, k and v; reads the heads and checks that the shapes fit.
class AttentionKernel : public OpKernel {
 public:
  explicit AttentionKernel(OpKernelConstruction* construction) : OpKernel(construction) {
    OP_REQUIRES_OK(construction, construction->GetAttr("heads", &heads_));
    OP_REQUIRES_OK(construction, construction->GetAttr("kv_heads", &kv_heads_));
    OP_REQUIRES(construction, heads_ % kv_heads_ == 0,
                absl::InvalidArgumentError("kv_heads must divide heads"));
  }

 protected:
  absl::Status ReadHeads(OpKernelContext* context, const Tensor& spans, Heads* heads) const {
    const Tensor& q = context->input(0);
    const Tensor& k = context->input(1);
    if (q.dims() != 2 || q.dim_size(1) % heads_ != 0 || q.dim_size(1) == 0) {
      return absl::InvalidArgumentError("attention takes queries [N, heads * head_dim]");
    }
    *heads = {heads_, kv_heads_, (int)(q.dim_size(1) / heads_)};
    if (k.shape() != TensorShape({q.dim_size(0), (int64_t)kv_heads_ * heads->head_dim}) ||
        context->input(2).shape() != k.shape()) {
      return absl::InvalidArgumentError("attention takes keys and values [N, kv_heads * head_dim]");
    }
    if (spans.dims() != 3 || spans.dim_size(0) != q.dim_size(0) || spans.dim_size(2) != 2) {
      return absl::InvalidArgumentError("attention takes spans [N, L, 2]");
    }
    return absl::OkStatus();
  }

 private:
  int heads_ = 0, kv_heads_ = 0;
};

const float* Data(const Tensor& tensor) { return tensor.flat<float>().data(); }

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
REGISTER_KERNEL_BUILDER(Name("TriptychAttentionGrad").Device(DEVICE_CPU), AttentionGrad);
REGISTER_KERNEL_BUILDER(Name("TriptychCachedAttention").Device(DEVICE_CPU), CachedAttention);

}  // namespace
}  // namespace triptych
