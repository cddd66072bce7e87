// What attention and its gradient share: which rows the tokens of a block see, and the block's matrices.
#pragma once

#include "product.h"

#if defined(__SSE__)
#include <xmmintrin.h>
#endif

#include <cmath>
#include <string>
#include <vector>

namespace triptych {
namespace {

constexpr int kTile = 64;      // keys looked at together
constexpr int kMostRows = 96;  // rows of queries looked at together: tokens times query heads

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

int64_t RoundUp(int64_t size, int64_t step) { return (size + step - 1) / step * step; }

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

const float* Data(const Tensor& tensor) { return tensor.flat<float>().data(); }

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

}  // namespace
}  // namespace triptych
