import { describe, expect, it } from "vitest";
import { generate, generateTokens } from "../../src/lm/generate/generate.ts";
import { loadModel } from "../../src/lm/model/model.ts";
import { readTinyCases, tinyWeights } from "./tiny-llama.ts";

const [tiny] = readTinyCases();

/** Words of numbers, decoded as SentencePiece does: the space before the first word is left out. */
const tokenizer = {
  vocabularySize: tiny!.config.vocab,
  endIds: [],
  encode: (text: string) => text.split(" ").map(Number),
  decode: (ids: readonly number[]) => ids.join(" "),
  spell: String,
};

describe("generate", () => {
  it("keeps the space between the prompt and what follows", async () => {
    const model = await loadModel(tinyWeights(tiny!));
    const options = { maxTokens: 3 };
    const ids: number[] = [];
    for await (const id of generateTokens(model, [5, 7], options)) ids.push(id);
    let text = "5 7";
    for await (const piece of generate({ model, tokenizer }, text, options)) text += piece;
    model.dispose();
    expect(ids).toHaveLength(3);
    expect(text).toBe(tokenizer.decode([5, 7, ...ids]));
  });
});
