import { afterAll, describe, expect, it } from "vitest";
import { scoped, tf } from "../../src/core/index.ts";
import { answerLoss, packTexts, type TrainingText } from "../../src/lm/loss.ts";
import { hiddenStates, nextTokenLogits } from "../../src/lm/model/forward.ts";
import { assembleLora, createMatrices, type Lora, mergeLora } from "../../src/lm/model/lora.ts";
import { loadModel, projectionKey } from "../../src/lm/model/model.ts";
import { adamw, compileStep } from "../../src/optim/index.ts";
import {
  fromInterleaved,
  goldenNames,
  isPermuted,
  readTinyCases,
  tinyWeights,
  toInterleaved,
} from "./tiny-llama.ts";

const cases = readTinyCases();
const models = await Promise.all(
  cases.map((tiny) => loadModel(tinyWeights(tiny), { trainable: true })),
);
const table = cases.map((tiny, i) => ({ name: tiny.config.rope, tiny, model: models[i]! }));

afterAll(() => {
  for (const model of models) model.dispose();
});

/** The golden text: every label is the text's own next token. */
function textOf({ ids, labels }: (typeof cases)[number]): TrainingText {
  return { ids, answerStart: labels.findIndex((label) => label !== -100) };
}

describe.each(table)("the two-layer model with $name pairs", ({ tiny, model }) => {
  const { headDim } = model.config;

  it("gives the golden logits at every position", () => {
    const logits = scoped(() => {
      const batch = packTexts(model, [{ ids: [...tiny.ids, 0], answerStart: 1 }]);
      return nextTokenLogits(model, hiddenStates(model, batch, batch.rows)).dataSync();
    });
    expect(logits).toBeAllclose(tiny.logits.flat(), { atol: 1e-4, rtol: 0 });
  });

  it("gives the golden loss and gradients of every tensor", () => {
    scoped(() => {
      const batch = packTexts(model, [textOf(tiny)]);
      const { value, grads } = tf.variableGrads(
        () => answerLoss(model, batch),
        [...model.variables],
      );
      expect(value).toBeAllclose([tiny.loss], { rtol: 1e-4 });
      const found = new Map(model.variables.map((variable) => [variable, grads[variable.name]!]));
      for (const [key, golden] of goldenNames) {
        const gradient = found.get(variableOf(model, key))!;
        expect(tf.norm(gradient)).toBeAllclose([tiny.grad_l2[golden]!], { rtol: 1e-4 });
        const values = gradient.dataSync<"float32">();
        const ordered = isPermuted(tiny, golden) ? toInterleaved(values, headDim) : values;
        expect(ordered.subarray(0, 4)).toBeAllclose(tiny.grad_first4[golden]!, {
          rtol: 1e-3,
          atol: 1e-6,
        });
      }
    });
  });

  it.each(["eager", "compiled"])("follows the golden adapter's training, %s", (mode) => {
    const lora = goldenLora(tiny);
    const optimizer = adamw(lora.variables, { learningRate: 1e-2, weightDecay: 0 });
    const losses = scoped(() => {
      const batch = packTexts(model, [textOf(tiny)]);
      const step = compileStep(optimizer, (_rows: tf.Tensor) =>
        answerLoss(model, batch, { adapter: lora }),
      );
      const run = () =>
        mode === "compiled"
          ? step(batch.rows).loss
          : optimizer.step(() => answerLoss(model, batch, { adapter: lora })).loss;
      const found = tiny.lora.losses.map(run);
      step.dispose();
      return found;
    });
    expect(losses).toBeAllclose(tiny.lora.losses, { rtol: 1e-4 });
    optimizer.dispose();
    lora.dispose();
  });

  it("gives the golden gradients of the adapter", () => {
    const lora = goldenLora(tiny);
    scoped(() => {
      const batch = packTexts(model, [textOf(tiny)]);
      const { grads } = tf.variableGrads(
        () => answerLoss(model, batch, { adapter: lora }),
        [...lora.variables],
      );
      for (const [i, layer] of lora.layers.entries()) {
        for (const name of ["q", "v"] as const) {
          const { a, b } = layer[`${name}_proj`]!;
          const golden = tiny.lora.grad_l2_step0[`l${i}.${name}`]!;
          expect(tf.norm(grads[a.name]!)).toBeAllclose([golden.A], { rtol: 1e-4 });
          expect(tf.norm(grads[b.name]!)).toBeAllclose([golden.B], { rtol: 1e-4 });
        }
      }
    });
    lora.dispose();
  });

  it("is the same with the adapter merged, and as before once it is taken out", () => {
    const lora = goldenLora(tiny);
    const logitsOf = (adapter?: Lora) =>
      scoped(() => {
        const batch = packTexts(model, [{ ids: tiny.ids, answerStart: 1 }]);
        return nextTokenLogits(
          model,
          hiddenStates(model, batch, batch.rows, { adapter }),
        ).dataSync();
      });
    const before = logitsOf();
    const unmerged = logitsOf(lora);
    const takeOut = mergeLora(model, lora);
    const merged = logitsOf();
    takeOut();
    expect(merged).toBeAllclose(unmerged, { atol: 1e-4, rtol: 0 });
    expect(logitsOf()).toBeAllclose(before, { atol: 1e-5, rtol: 0 });
    expect(firstDifference(before, unmerged)).toBeGreaterThan(1e-3);
    lora.dispose();
  });
});

function goldenLora(tiny: (typeof cases)[number]): Lora {
  const { rank, alpha } = tiny.lora;
  const { d, heads, kv_heads, head_dim } = tiny.config;
  const values = (size: number, offset: number, m: number) =>
    Float32Array.from(
      { length: size },
      (_, k) => 0.05 * Math.sin(offset + 0.7548776662466927 * k + 3 * m),
    );
  const layers = [0, 1].map((layer) => {
    const [q, v] = [2 * layer, 2 * layer + 1];
    const ofQueries = values(heads * head_dim * rank, 0.5, q);
    const ordered =
      tiny.config.rope === "interleaved" ? fromInterleaved(ofQueries, head_dim) : ofQueries;
    return {
      q_proj: createMatrices(values(rank * d, 0, q), ordered, rank),
      v_proj: createMatrices(
        values(rank * d, 0, v),
        values(kv_heads * head_dim * rank, 0.5, v),
        rank,
      ),
    };
  });
  return assembleLora({ rank, alpha, dropout: 0, targets: ["q_proj", "v_proj"], layers });
}

function variableOf(model: (typeof models)[number], key: string): tf.Variable {
  const { embedding, finalNorm, layers } = model;
  if (key === "model.embed_tokens.weight") return embedding;
  if (key === "model.norm.weight") return finalNorm;
  const i = Number(key.split(".")[2]);
  const { attentionNorm, feedForwardNorm, projections } = layers[i]!;
  if (key.includes("input_layernorm")) return attentionNorm;
  if (key.includes("post_attention")) return feedForwardNorm;
  const found = Object.entries(projections).find(
    ([name]) => `${projectionKey(i, name as keyof typeof projections)}.weight` === key,
  );
  return found![1];
}

function firstDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));
}
