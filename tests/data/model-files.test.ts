import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openModelFiles } from "../../src/data/index.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "triptych-model-"));
  for (const name of ["config", "tokenizer", "tokenizer_config"]) write(`${name}.json`, "{}");
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);

describe("openModelFiles of a folder", () => {
  const shards = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"];
  const index = JSON.stringify({ weight_map: { b: shards[1], a: shards[0], c: shards[1] } });

  it.each([
    { name: "every file without an index", files: shards, found: shards },
    {
      name: "the files of the index, and no other copy of the weights",
      files: [...shards, "consolidated.safetensors"],
      index,
      found: shards,
    },
    {
      name: "the one file, and no adapter",
      files: ["model.safetensors", "adapter_model.safetensors"],
      found: ["model.safetensors"],
    },
  ])("takes $name", async ({ files, index: text, found }) => {
    for (const file of files) write(file, "");
    if (text !== undefined) write("model.safetensors.index.json", text);
    const model = await openModelFiles(folder);
    await model.close();
    expect(
      model.format === "safetensors" && model.shards.map(({ name }) => basename(name)),
    ).toEqual(found);
  });

  it("names a file that the index asks for and that is not there", async () => {
    write(shards[0]!, "");
    write("model.safetensors.index.json", index);
    await expect(openModelFiles(folder)).rejects.toThrow(shards[1]!);
  });

  it("says so when there are no weights", async () => {
    await expect(openModelFiles(folder)).rejects.toThrow("must have weights as *.safetensors");
  });
});
