import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { scoped, tf } from "../../src/core/index.ts";
import { openChatModel } from "../../src/fit/index.ts";
import {
  answerLoss,
  generateTokens,
  hiddenStates,
  nextTokenLogits,
  packTexts,
  packTokens,
  plantForest,
  tokenLogProbabilities,
} from "../../src/lm/index.ts";
import { assembleLora, createMatrices, type LoraMatrices } from "../../src/lm/model/lora.ts";
import { adamw } from "../../src/optim/index.ts";
import { readGolden } from "../helpers/golden.ts";

// The real model, 135 million weights: some seconds on an idle machine.
const numbers = z.array(z.number());
const logitsSchema = z.array(
  z.object({
    prompt: z.string(),
    ids: numbers,
    top20: z.array(z.object({ id: z.number(), logit: z.number() })),
    logsumexp: z.number(),
    probe: z.record(z.string(), z.number()),
    mean: z.number(),
    std: z.number(),
    last_pos_residual_norms: numbers,
    last_pos_residual_first4: z.array(numbers),
    prompt_token_logprobs: numbers,
  }),
);
const greedySchema = z.array(
  z.object({
    prompt: z.string(),
    prompt_ids: numbers,
    ids: numbers,
    top1_logit: numbers,
    margin: numbers,
    eos_at: z.number().nullable(),
  }),
);
const loraSchema = z.object({
  ids: z.array(numbers),
  labels: z.array(numbers),
  losses: numbers,
  n_trainable: z.number(),
  step0: z.object({
    answer_token_nll: numbers,
    grad_l2: z.record(z.string(), z.number()),
    global_grad_l2: z.number(),
    grad_first4: z.record(z.string(), numbers),
  }),
});
const read = (name: string) => readGolden("fit/smollm2", name)[0]!.content;

const chat = await openChatModel();
const { model, tokenizer } = chat;
afterAll(() => chat.dispose());

/** Logits after each of the chosen tokens of a text. */
function logitsAt(ids: readonly number[], places: readonly number[]): tf.Tensor2D {
  const packed = packTokens(model, plantForest([ids]));
  return nextTokenLogits(model, hiddenStates(model, packed, tf.tensor1d([...places], "int32")));
}

describe.each(logitsSchema.parse(read("logits")))("after $prompt", (golden) => {
  it("the model scores the next token as the golden file says", () => {
    scoped(() => {
      const logits = logitsAt(golden.ids, [golden.ids.length - 1]);
      const values = logits.dataSync();
      const { values: top, indices } = tf.topk(logits, golden.top20.length);
      const tolerance = { atol: 2e-3, rtol: 0 };
      expect([...indices.dataSync()]).toEqual(golden.top20.map(({ id }) => id));
      expect(top).toBeAllclose(
        golden.top20.map(({ logit }) => logit),
        tolerance,
      );
      expect(tf.logSumExp(logits)).toBeAllclose([golden.logsumexp], tolerance);
      const probed = Object.keys(golden.probe);
      expect(probed.map((id) => values[Number(id)]!)).toBeAllclose(
        probed.map((id) => golden.probe[id]!),
        tolerance,
      );
      const { mean, variance } = tf.moments(logits);
      expect(mean).toBeAllclose([golden.mean], tolerance);
      expect(tf.sqrt(variance)).toBeAllclose([golden.std], tolerance);
    });
    expect(tokenLogProbabilities(model, golden.ids)).toBeAllclose(golden.prompt_token_logprobs, {
      atol: 2e-3,
      rtol: 0,
    });
  });

  it("the residual stream is as the golden file says after the embedding and every layer", () => {
    for (const [layer, norm] of golden.last_pos_residual_norms.entries()) {
      if (layer % 10 !== 0 || layer === 0) continue; // each takes a pass of its own
      scoped(() => {
        const cut = { ...model, layers: model.layers.slice(0, layer), finalNorm: ones };
        const packed = packTokens(model, plantForest([golden.ids]));
        const last = tf.tensor1d([golden.ids.length - 1], "int32");
        const normed = hiddenStates(cut, packed, last).dataSync();
        // The last norm divides by the root mean square: norm / sqrt(D).
        const scale = norm / Math.sqrt(model.config.hiddenSize);
        const first = Array.from(normed.slice(0, 4), (value) => value * scale);
        expect(first).toBeAllclose(golden.last_pos_residual_first4[layer]!, {
          atol: 2e-3,
          rtol: 1e-3,
        });
      });
    }
  });
});

const ones = tf.variable(tf.ones<tf.Rank.R1>([model.config.hiddenSize]), false);
afterAll(() => ones.dispose());

describe.each(greedySchema.parse(read("greedy")))("greedy decoding after $prompt", (golden) => {
  it("takes the golden tokens up to the first near tie", () => {
    const tie = golden.margin.findIndex((margin) => margin < 0.02);
    const numCompared = tie < 0 ? golden.ids.length : tie;
    const start = golden.prompt_ids.length - 1;
    const places = golden.ids.slice(0, numCompared).map((_, i) => start + i);
    scoped(() => {
      const logits = logitsAt([...golden.prompt_ids, ...golden.ids], places);
      expect([...tf.argMax(logits, 1).dataSync()]).toEqual(golden.ids.slice(0, numCompared));
      expect(tf.max(logits, 1)).toBeAllclose(golden.top1_logit.slice(0, numCompared), {
        atol: 2e-3,
        rtol: 0,
      });
    });
  });
});

describe("generateTokens", () => {
  it("writes the golden text token by token and stops at its end", async () => {
    const golden = greedySchema.parse(read("greedy"))[0]!;
    const ids: number[] = [];
    const { endIds } = tokenizer;
    for await (const id of generateTokens(model, golden.prompt_ids, { maxTokens: 32, endIds })) {
      ids.push(id);
    }
    expect(ids).toEqual(golden.ids.slice(0, golden.eos_at!));
  });
});

describe("an adapter's training", () => {
  const golden = loraSchema.parse(read("lora"));
  const { headDim, numHeads, numKvHeads, hiddenSize } = model.config;
  const rank = 8;

  it("has the golden losses and gradients", () => {
    const layers = model.layers.map((_, layer) => ({
      q_proj: matrices(2 * layer, numHeads * headDim, true),
      v_proj: matrices(2 * layer + 1, numKvHeads * headDim, false),
    }));
    const lora = assembleLora({
      rank,
      alpha: 16,
      dropout: 0,
      targets: ["q_proj", "v_proj"],
      layers,
    });
    expect(lora.variables.reduce((sum, { size }) => sum + size, 0)).toBe(golden.n_trainable);
    const texts = golden.ids.map((ids, i) => {
      const labels = golden.labels[i]!;
      const answerStart = labels.findIndex((label) => label !== -100);
      return {
        ids: ids.slice(0, labels.findLastIndex((label) => label !== -100) + 1),
        answerStart,
      };
    });
    const optimizer = adamw(lora.variables, { learningRate: 1e-3, weightDecay: 0 });
    scoped(() => {
      const batch = packTexts(model, texts);
      const loss = () => answerLoss(model, batch, { adapter: lora });
      const { grads } = tf.variableGrads(loss, [...lora.variables]);
      const norm = (variable: tf.Variable) => tf.norm(grads[variable.name]!).dataSync()[0]!;
      for (const [name, expected] of Object.entries(golden.step0.grad_l2)) {
        const [, layer, target, factor] = /^blk\.(\d+)\.attn_([qv])\.([AB])$/.exec(name)!;
        const found = lora.layers[Number(layer)]![target === "q" ? "q_proj" : "v_proj"]!;
        expect(norm(factor === "A" ? found.a : found.b)).toBeAllclose([expected], { rtol: 1e-2 });
      }
      const squares = lora.variables.map((variable) => norm(variable) ** 2);
      const global = Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
      expect(global).toBeAllclose([golden.step0.global_grad_l2], { rtol: 1e-2 });
      const losses = golden.losses.map(() => optimizer.step(loss).loss);
      expect(losses).toBeAllclose(golden.losses, { rtol: 1e-3 });
    });
    optimizer.dispose();
    lora.dispose();
  });

  /** The golden formula; its rows of queries are ordered for neighbouring rotary pairs. */
  function matrices(m: number, numOut: number, isRotated: boolean): LoraMatrices {
    const a = Float32Array.from({ length: rank * hiddenSize }, (_, k) => 0.05 * wave(k, 3 * m));
    const b = new Float32Array(numOut * rank);
    for (let row = 0; row < numOut; row += 1) {
      const inHead = row % headDim;
      const half = headDim / 2;
      const neighbour = inHead < half ? 2 * inHead : 2 * (inHead - half) + 1;
      const golden = isRotated ? row - inHead + neighbour : row;
      for (let r = 0; r < rank; r += 1) {
        b[row * rank + r] = 0.01 * wave(golden * rank + r, 0.5 + 3 * m);
      }
    }
    return createMatrices(a, b, rank);
  }

  function wave(k: number, offset: number): number {
    return Math.sin(offset + 0.7548776662466927 * k);
  }
});
