import { afterAll, describe, expect, it } from "vitest";
import { compile, createRandom, scoped, tf } from "../../src/core/index.ts";
import { createDecoder } from "../../src/lm/generate/decoder.ts";
import { generateTokens } from "../../src/lm/generate/generate.ts";
import { answerLoss, packTexts, tokenLogProbabilities } from "../../src/lm/loss.ts";
import { hiddenStates, nextTokenLogits } from "../../src/lm/model/forward.ts";
import { createLora } from "../../src/lm/model/lora.ts";
import { loadModel } from "../../src/lm/model/model.ts";
import { packTokens } from "../../src/lm/model/packed-tokens.ts";
import { plantForest } from "../../src/lm/model/token-forest.ts";
import { scoreAnswers } from "../../src/lm/score.ts";
import { readTinyCases, tinyWeights } from "./tiny-llama.ts";

const model = await loadModel(tinyWeights(readTinyCases()[0]!));
afterAll(() => model.dispose());

const random = createRandom(5);
const prefix = [3, 1, 4, 1, 5];
const sequences = Array.from({ length: 7 }, (_, i) => [
  ...prefix.slice(0, i),
  ...Array.from({ length: 3 + i }, () => random.integer(64)),
]);

/** Logits at the last token of a sequence, computed alone. */
function lastLogits(ids: readonly number[]): Float32Array {
  return scoped(() => {
    const packed = packTokens(model, plantForest([ids]));
    const rows = tf.tensor1d([ids.length - 1], "int32");
    return nextTokenLogits(model, hiddenStates(model, packed, rows)).dataSync<"float32">();
  });
}

describe("plantForest", () => {
  it("keeps a shared beginning once", () => {
    const forest = plantForest([
      [1, 2, 3],
      [1, 2, 4, 5],
      [1, 6],
    ]);
    expect([...forest.tokens]).toEqual([1, 2, 3, 4, 5, 6]);
    expect([...forest.positions]).toEqual([0, 1, 2, 2, 3, 1]);
    expect(forest.rows.map((rows) => [...rows])).toEqual([
      [0, 1, 2],
      [0, 1, 3, 4],
      [0, 5],
    ]);
    expect(forest.spansPerRow).toBe(2);
    expect([...forest.spans.subarray(4 * 4, 5 * 4)]).toEqual([0, 2, 3, 5]); // token 5
  });

  it("fills up with rows that see nothing", () => {
    const forest = plantForest([[7, 8]], { sizes: [1, 4], minSpans: 3 });
    expect([...forest.tokens]).toEqual([7, 8, 0, 0]);
    expect(forest.spansPerRow).toBe(4);
    expect(forest.spans.subarray(2 * 8).every((value) => value === 0)).toBe(true);
  });

  it.each([[[]], [[[1], []]]])("refuses %j", (given: number[][]) => {
    expect(() => plantForest(given)).toThrow("plantForest: ");
  });
});

describe("a packed batch", () => {
  it("gives each sequence what it gets alone", () => {
    const forest = plantForest(sequences, { sizes: [48] });
    const rows = forest.rows.map((path) => path.at(-1)!);
    const together = scoped(() => {
      const packed = packTokens(model, forest);
      const states = hiddenStates(model, packed, tf.tensor1d(rows, "int32"));
      return nextTokenLogits(model, states).dataSync<"float32">();
    });
    expect(together).toBeAllclose(
      sequences.flatMap((ids) => [...lastLogits(ids)]),
      {
        atol: 1e-5,
      },
    );
  });

  it("has the token-weighted mean of the single losses and of their gradients", () => {
    const lora = createLora(model, { rank: 2, seed: 1 });
    for (const [i, variable] of lora.variables.entries()) {
      scoped(() => variable.assign(tf.randomNormal(variable.shape, 0, 0.3, "float32", i + 1)));
    }
    const texts = sequences.map((ids, i) => ({ ids, answerStart: 1 + (i % 2) }));
    const counts = texts.map(({ ids, answerStart }) => ids.length - answerStart);
    const total = counts.reduce((sum, count) => sum + count, 0);
    const measure = (chosen: typeof texts, options = {}) => {
      const batch = packTexts(model, chosen, options);
      return tf.variableGrads(
        () => answerLoss(model, batch, { adapter: lora }),
        [...lora.variables],
      );
    };
    scoped(() => {
      const whole = measure(texts, { sizes: [64], minRows: 60 });
      const single = texts.map((text) => measure([text]));
      const mean = (values: readonly tf.Tensor[]) =>
        tf.addN(values.map((value, i) => value.mul(counts[i]! / total)));
      expect(whole.value).toBeAllclose(mean(single.map(({ value }) => value)), { rtol: 1e-5 });
      for (const { name } of lora.variables) {
        expect(whole.grads[name]!).toBeAllclose(mean(single.map(({ grads }) => grads[name]!)), {
          rtol: 1e-3,
          atol: 1e-5, // sums of terms up to 1, in another order
        });
      }
    });
    lora.dispose();
  });

  it.each(["eagerly", "compiled"])(
    "has the same gradients with values computed again, %s",
    (mode) => {
      const lora = createLora(model, { rank: 2, seed: 2, targets: ["q_proj", "down_proj"] });
      const texts = sequences.map((ids) => ({ ids, answerStart: 1 }));
      const measure = (recompute: boolean) =>
        scoped(() => {
          const batch = packTexts(model, texts);
          const run = (_rows: tf.Tensor) =>
            lora.variables.map(({ name }) => {
              const loss = () => answerLoss(model, batch, { adapter: lora, recompute });
              return tf.variableGrads(loss, [...lora.variables]).grads[name]!;
            });
          const compiled = compile(run);
          if (mode === "compiled") tf.dispose(compiled(batch.rows)); // the next call runs the graph
          const gradients = (mode === "compiled" ? compiled : run)(batch.rows);
          const values = gradients.flatMap((gradient) => [...gradient.dataSync()]);
          compiled.dispose();
          return values;
        });
      expect(measure(true)).toBeAllclose(measure(false), { rtol: 1e-4, atol: 1e-6 });
      lora.dispose();
    },
  );

  it("scores the tokens that a mask tells, whatever is between them", () => {
    const ids = sequences[5]!;
    const lossMask = ids.map((_, t) => t === 2 || t === 5);
    const loss = scoped(() => answerLoss(model, packTexts(model, [{ ids, lossMask }])).dataSync());
    const each = tokenLogProbabilities(model, ids);
    expect(loss).toBeAllclose([-(each[2]! + each[5]!) / 2], { rtol: 1e-5 });
  });

  it.each([
    { ids: [1, 2], answerStart: 0 },
    { ids: [1, 2], answerStart: 2 },
    { ids: [1, 2], lossMask: [false, true] },
  ])("refuses %j, which has nothing to score", (text) => {
    expect(() => packTexts(model, [text])).toThrow("packTexts: a text must have");
  });

  it("refuses tokens beyond the vocabulary and texts beyond the context", () => {
    expect(() => packTokens(model, plantForest([[64]]))).toThrow(
      "packTokens: tokens must be in [0, 64), got 64",
    );
    expect(() => packTokens(model, plantForest([new Array(65).fill(1)]))).toThrow(
      "packTokens: a sequence must fit the context of 64 tokens, got 65",
    );
  });
});

describe("an adapter that is new", () => {
  it("changes nothing", () => {
    const lora = createLora(model, { targets: ["q_proj", "o_proj", "gate_proj", "down_proj"] });
    const [ids] = [sequences[4]!];
    expect(tokenLogProbabilities(model, ids, { adapter: lora })).toEqual(
      tokenLogProbabilities(model, ids),
    );
    lora.dispose();
  });
});

describe("scoreAnswers", () => {
  const answers = [
    [9, 2],
    [11, 12, 2],
    [13, 2],
  ];
  const prompts = sequences.map((prompt) => ({ prompt, answers }));

  it.each([16, 4096])(
    "sums each answer's log-probabilities, %i tokens a pass",
    async (maxTokens) => {
      const before = tf.memory().numTensors;
      const scores = await scoreAnswers(model, prompts, { maxTokens });
      expect(tf.memory().numTensors).toBe(before);
      for (const [i, { prompt }] of prompts.entries()) {
        const alone = answers.map((answer) => {
          const ids = [...prompt, ...answer.slice(0, -1)];
          const own = tokenLogProbabilities(model, ids).subarray(prompt.length - 1);
          return own.reduce((sum, value) => sum + value, 0);
        });
        expect(scores[i]!.logProbabilities).toBeAllclose(alone, { atol: 1e-5 });
      }
    },
  );

  it("finds the answer that greedy decoding gives", async () => {
    for (const { prompt } of prompts) {
      const continued = await collect(generateTokens(model, prompt, { maxTokens: 3 }));
      const [scores] = await scoreAnswers(model, [{ prompt, answers: [[6, 2], continued] }]);
      expect(scores!.greedy).toBe(1);
    }
  });

  it("refuses an answer without an end", async () => {
    await expect(scoreAnswers(model, [{ prompt: [1], answers: [[5], [6, 2]] }])).rejects.toThrow(
      "scoreAnswers: a prompt needs two answers at least, each of a token and its end",
    );
  });
});

describe("createDecoder", () => {
  it("gives what the model gives without a cache, also after going back", () => {
    const before = tf.memory().numTensors;
    const ids = sequences[6]!;
    const decoder = createDecoder(model, { capacity: 32 });
    expect(decoder.append(ids.slice(0, 4))).toBeAllclose(lastLogits(ids.slice(0, 4)), {
      atol: 1e-5,
    });
    for (let length = 5; length <= ids.length; length += 1) {
      const logits = decoder.append([ids[length - 1]!]);
      expect(logits).toBeAllclose(lastLogits(ids.slice(0, length)), { atol: 1e-5 });
    }
    decoder.truncate(2);
    expect(decoder.append([9])).toBeAllclose(lastLogits([...ids.slice(0, 2), 9]), { atol: 1e-5 });
    expect(decoder.append([8, 7])).toBeAllclose(lastLogits([...ids.slice(0, 2), 9, 8, 7]), {
      atol: 1e-5,
    });
    decoder.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it("may be kept from text to text", async () => {
    const decoder = createDecoder(model, { capacity: 32 });
    for (const prompt of [sequences[4]!, sequences[5]!, sequences[5]!, sequences[2]!]) {
      const kept = await collect(generateTokens(model, prompt, { decoder, maxTokens: 4 }));
      expect(kept).toEqual(await collect(generateTokens(model, prompt, { maxTokens: 4 })));
    }
    decoder.dispose();
  });

  it("refuses more tokens than it has room for", () => {
    const decoder = createDecoder(model, { capacity: 2 });
    expect(() => decoder.append([1, 2, 3])).toThrow(
      "append: between 1 and 2 tokens must be given, got 3",
    );
    decoder.dispose();
  });
});

async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}
