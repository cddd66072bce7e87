import { describe, expect, it } from "vitest";
import { focusAccuracy } from "../../../src/fit/evaluation/focus-accuracy.ts";
import { predict } from "../../../src/fit/evaluation/predict.ts";
import { createQueries } from "../../../src/fit/evaluation/queries.ts";
import { createMixture } from "../../../src/fit/mixture.ts";
import { trainFocus } from "../../../src/fit/training/train.ts";
import { projectionNames } from "../../../src/lm/model/model.ts";
import { openTinyChat, sentimentSource } from "./tiny-chat.ts";

describe("trainFocus", () => {
  it("learns 64 texts by heart: every instruction is followed on more than 95 %", async () => {
    const chat = await openTinyChat();
    const texts = sentimentSource(64);
    const { adapter } = await trainFocus(chat, createMixture([texts], { seed: 0 }), {
      numSteps: 160,
      batchSize: 32,
      learningRate: 3e-3,
      lora: { rank: 16, alpha: 32, targets: [...projectionNames] },
    });
    const predictions = await predict(chat, createQueries(texts, { seed: 1 }), { adapter });
    adapter.dispose();
    chat.dispose();
    const accuracies = focusAccuracy(predictions).map(({ accuracy }) => accuracy);
    expect(accuracies).toHaveLength(6);
    for (const accuracy of accuracies) expect(accuracy).toBeGreaterThan(0.95);
  }, 120_000);
});
