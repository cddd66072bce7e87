import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConfigError, DatasetError, tf } from "../../src/core/index.ts";
import { type OpenedModel, openChatModel } from "../../src/fit/chat-models.ts";
import { createLora, type Lora } from "../../src/lm/model/lora.ts";
import { loadAdapterFolder, saveAdapterFolder } from "../../src/run/index.ts";
import { writeTinyModel } from "./tiny-model.ts";

let folder: string;
let chat: OpenedModel;
let adapter: Lora;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "triptych-adapter-"));
  chat = await openChatModel(writeTinyModel(join(folder, "model")));
  adapter = createLora(chat.model, { rank: 2, alpha: 3, targets: ["v_proj", "o_proj"], seed: 5 });
});
afterEach(() => {
  adapter.dispose();
  chat.dispose();
  rmSync(folder, { recursive: true });
});

const place = () => join(folder, "adapters", "one");
const save = () => saveAdapterFolder(place(), adapter, { chat, card: "# A card\n" });
const valuesOf = ({ layers }: Lora) =>
  layers.map((layer) =>
    Object.fromEntries(
      Object.entries(layer).map(([name, { a, b }]) => [name, [a.arraySync(), b.arraySync()]]),
    ),
  );

describe("saveAdapterFolder", () => {
  it("keeps every number, for loadAdapterFolder to read", async () => {
    await save();
    const before = tf.memory().numTensors;
    const { rank, alpha, dropout, targets, ...loaded } = await loadAdapterFolder(place(), chat);
    expect({ rank, alpha, dropout, targets }).toEqual({
      rank: 2,
      alpha: 3,
      dropout: 0,
      targets: ["v_proj", "o_proj"],
    });
    expect(valuesOf({ rank, alpha, dropout, targets, ...loaded })).toEqual(valuesOf(adapter));
    loaded.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it("replaces what was there and leaves nothing else, not even of a save that was broken off", async () => {
    await save();
    writeFileSync(join(place(), "old.txt"), "");
    await save();
    expect(readdirSync(join(folder, "adapters"))).toEqual(["one"]);
    expect(readdirSync(place()).sort()).toEqual([
      "README.md",
      "adapter_config.json",
      "adapter_model.safetensors",
    ]);
    expect(readFileSync(join(place(), "README.md"), "utf8")).toBe("# A card\n");
  });
});

describe("saveAdapterFolder at a path", () => {
  const saveAt = (path: string) => saveAdapterFolder(path, adapter, { chat, card: "" });

  it("with a slash at its end makes the same folder", async () => {
    await saveAt(`${place()}/`);
    await saveAt(`${place()}/`);
    expect(readdirSync(join(folder, "adapters"))).toEqual(["one"]);
    expect(readdirSync(place())).toHaveLength(3);
  });

  it("of a folder with other files leaves them alone", async () => {
    await expect(saveAt(folder)).rejects.toThrow("got a folder with model");
    expect(readdirSync(folder)).toEqual(["model"]);
  });
});

describe("loadAdapterFolder", () => {
  it("refuses an adapter for other weights of the same shape", async () => {
    await save();
    const other = await openChatModel(writeTinyModel(join(folder, "other"), { seed: 1 }));
    const loading = loadAdapterFolder(place(), other);
    await expect(loading).rejects.toThrow(DatasetError);
    await expect(loading).rejects.toThrow(/Open the model that it was trained on/);
    other.dispose();
  });

  it("refuses an adapter for a model of another shape", async () => {
    await save();
    const other = await openChatModel(writeTinyModel(join(folder, "other"), { hiddenSize: 32 }));
    const loading = loadAdapterFolder(place(), other);
    await expect(loading).rejects.toThrow(ConfigError);
    await expect(loading).rejects.toThrow(/lora_A.weight must be \[2, 32\], got \[2, 16\]/);
    other.dispose();
  });

  it("names the file that is missing", async () => {
    await expect(loadAdapterFolder(place(), chat)).rejects.toThrow(/adapter_config\.json/);
  });
});
