import { tf } from "../../../../src/core/index.ts";
import type { Network } from "./network.ts";

const [BATCH, TIME, MODEL, VOCABULARY] = [2, 5, 6, 7];
const lookUp = (table: tf.Tensor, tokens: tf.Tensor) => tf.gather(table, tokens); // [B, T, D]

/** Cross-entropy of the next token. */
function nextTokenLoss(logits: tf.Tensor, tokens: tf.Tensor): tf.Scalar {
  const targets = tf.oneHot(tf.reverse(tokens, 1), VOCABULARY); // [B, T, V]
  const scores = logits.reshape([BATCH, TIME, VOCABULARY]);
  return tf
    .neg(tf.mean(tf.sum(tf.mul(targets.cast("float32"), tf.logSoftmax(scores)), -1)))
    .asScalar();
}

function layerNorm(x: tf.Tensor, scale: tf.Tensor): tf.Tensor {
  const { mean, variance } = tf.moments(x, -1, true);
  return x
    .sub(mean)
    .mul(tf.rsqrt(variance.add(1e-5)))
    .mul(scale);
}

function gelu(x: tf.Tensor): tf.Tensor {
  return x.mul(0.5).mul(tf.erf(x.mul(Math.SQRT1_2)).add(1));
}

/** Mean of embeddings, twice indexed. */
export const embedding: Network = {
  name: "embeddings",
  shapes: [[VOCABULARY, MODEL], [MODEL, VOCABULARY]], // biome-ignore format: a shape a weight
  loss: ([table, out], tokens) => {
    const vectors = lookUp(table!, tokens);
    const shifted = tf.gather(vectors, tf.range(0, TIME, 1, "int32"), 1);
    return nextTokenLoss(tf.matMul(tf.tanh(shifted).reshape([-1, MODEL]), out!), tokens);
  },
};

/** A gated recurrent cell, unrolled. */
export const recurrent: Network = {
  name: "an unrolled recurrent network",
  shapes: [[VOCABULARY, MODEL], [2 * MODEL, 3 * MODEL], [3 * MODEL], [MODEL, VOCABULARY]], // biome-ignore format: a shape a weight
  loss: ([table, kernel, bias, out], tokens) => {
    const inputs = tf.unstack(lookUp(table!, tokens), 1); // T times [B, D]
    let state = tf.zeros([BATCH, MODEL]);
    const states = inputs.map((x) => {
      const mixed = tf.add(tf.matMul(tf.concat([x, state], 1), kernel!), bias!); // [B, 3 D]
      const [update, reset, proposed] = tf.split(mixed, 3, 1);
      const keep = tf.sigmoid(update!);
      const candidate = tf.tanh(tf.sigmoid(reset!).mul(proposed!));
      state = keep.mul(state).add(tf.sub(1, keep).mul(candidate));
      return tf.slice(state, [0, 0], [BATCH, MODEL]);
    });
    return nextTokenLoss(tf.matMul(tf.stack(states, 1).reshape([-1, MODEL]), out!), tokens);
  },
};

/** A block of causal attention and a dense layer, as in a transformer. */
export const attention: Network = {
  name: "an attention block",
  shapes: [
    [VOCABULARY, MODEL],
    [MODEL, 3 * MODEL],
    [MODEL],
    [MODEL, 4 * MODEL],
    [4 * MODEL, MODEL],
    [MODEL, VOCABULARY],
  ],
  loss: ([table, projection, scale, up, down, out], tokens) => {
    const HEADS = 2;
    const x = lookUp(table!, tokens); // [B, T, D]
    const flat = layerNorm(x, scale!).reshape([-1, MODEL]);
    const parts = tf.split(tf.matMul(flat, projection!), 3, 1);
    const toHeads = (part: tf.Tensor) =>
      part.reshape([BATCH, TIME, HEADS, MODEL / HEADS]).transpose([0, 2, 1, 3]); // [B, H, T, headDim]
    const [queries, keys, values] = parts.map(toHeads);
    const causal = tf.linalg.bandPart(tf.ones([TIME, TIME]), -1, 0);
    const scores = tf.matMul(queries!, keys!, false, true).add(tf.sub(causal, 1).mul(1e9));
    const mixed = tf.matMul(tf.softmax(scores), values!); // [B, H, T, headDim]
    const attended = x.add(mixed.transpose([0, 2, 1, 3]).reshape(x.shape));
    const hidden = gelu(tf.matMul(attended.reshape([-1, MODEL]), up!));
    const y = attended.reshape([-1, MODEL]).add(tf.matMul(hidden, down!));
    return nextTokenLoss(tf.matMul(y, out!), tokens);
  },
};

/** Shape of the tokens. */
export const TOKENS = { shape: [BATCH, TIME], vocabulary: VOCABULARY };
