import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ConfigError, tf } from "../../../src/core/index.ts";
import { createQueries } from "../../../src/fit/evaluation/queries.ts";
import { createMixture } from "../../../src/fit/mixture.ts";
import {
  type FocusCheckpoint,
  type FocusCheckpointStore,
  type SavedAdapter,
  saveAdapter,
} from "../../../src/fit/training/checkpoint.ts";
import type { TrainingConfig } from "../../../src/fit/training/config.ts";
import { type TrainingHooks, trainFocus } from "../../../src/fit/training/train.ts";
import type { ChatModel } from "../../../src/lm/chat-model.ts";
import { openTinyChat, sentimentSource } from "./tiny-chat.ts";

let chat: ChatModel;
beforeAll(async () => {
  chat = await openTinyChat();
});
afterAll(() => chat.dispose());

const source = sentimentSource(16);
const queries = createQueries(source, { seed: 1 });
const mixture = createMixture([source], { seed: 0 });
const short: TrainingConfig = { numSteps: 6, batchSize: 8, warmupSteps: 2, lora: { rank: 4 } };

/** Trains and frees the adapter; gives its values. */
async function train(config: TrainingConfig, hooks: TrainingHooks = {}) {
  const { adapter, ...rest } = await trainFocus(chat, mixture, config, hooks);
  const values = saveAdapter(adapter);
  adapter.dispose();
  return { ...rest, values };
}

/** Keeps copies of all checkpoints in memory. */
function memoryStore() {
  const saved: FocusCheckpoint[] = [];
  const store: FocusCheckpointStore = {
    load: async () => saved.at(-1),
    save: async (checkpoint) => void saved.push(structuredClone(checkpoint)),
  };
  return { saved, store };
}

/** Stops a run after a step and goes on with it. */
async function trainInTwo(config: TrainingConfig, { lastStep }: { readonly lastStep: number }) {
  const { store } = memoryStore();
  const stop = new AbortController();
  const reason = new Error("enough");
  const hooks = { checkpoints: store, saveEvery: 2, validation: queries.slice(0, 12) };
  const first = train(config, {
    ...hooks,
    signal: stop.signal,
    onStep: ({ step }) => step === lastStep && stop.abort(reason),
  });
  await expect(first).rejects.toBe(reason);
  return await train(config, hooks);
}

const numbersOf = (adapter: SavedAdapter) => adapter.map((factor) => [...factor]);

describe("trainFocus", () => {
  it("takes the same steps in pieces as with whole batches", async () => {
    const whole = await train(short);
    const pieces = await train({ ...short, accumulate: 4 });
    const lossesOf = ({ steps }: typeof whole) => steps.map(({ loss }) => loss);
    // Sums of other orders, amplified by the optimiser's division by small gradients.
    expect(lossesOf(pieces)).toBeAllclose(lossesOf(whole), { rtol: 1e-3 });
    expect(pieces.steps.map(({ tokens }) => tokens)).toEqual(
      whole.steps.map(({ tokens }) => tokens),
    );
  });

  it.each([
    { name: "with dropout", config: { ...short, lora: { rank: 4, dropout: 0.2 } } },
    { name: "with validations", config: { ...short, validateEvery: 2, learningRate: 0.01 } },
  ])("goes on exactly where it was stopped: $name", async ({ config }) => {
    const whole = await train(config, { validation: queries.slice(0, 12) });
    const resumed = await trainInTwo(config, { lastStep: 3 });
    expect(resumed.steps).toEqual(whole.steps);
    expect(resumed.validations).toEqual(whole.validations);
    expect(numbersOf(resumed.values)).toEqual(numbersOf(whole.values));
  });

  it("draws other components with dropout than without", async () => {
    const plain = await train(short);
    const dropped = await train({ ...short, lora: { rank: 4, dropout: 0.2 } });
    expect(dropped.steps.map(({ loss }) => loss)).not.toEqual(plain.steps.map(({ loss }) => loss));
  });

  it("ends early once so many validations brought no new best", async () => {
    const still = { ...short, numSteps: 20, learningRate: 1e-12, validateEvery: 2, patience: 3 };
    const { steps, validations } = await train(still, { validation: queries.slice(0, 12) });
    expect(validations.map(({ step }) => step)).toEqual([2, 4, 6, 8]);
    expect(steps).toHaveLength(8);
  });

  it("gives the adapter that validated best", async () => {
    const { saved, store } = memoryStore();
    const config = { ...short, numSteps: 8, learningRate: 0.02, validateEvery: 1, patience: 8 };
    const hooks = { validation: queries.slice(0, 24), checkpoints: store, saveEvery: 1 };
    const { values, validations } = await train(config, hooks);
    const means = validations.map(({ mean }) => mean);
    const best = means.indexOf(Math.max(...means));
    expect(numbersOf(values)).toEqual(numbersOf(saved[best]!.adapter));
  });

  it.each([
    { name: "other settings", config: { ...short, seed: 1 }, origin: "a", message: "seed 0 for 1" },
    { name: "other data", config: short, origin: "b", message: 'origin "a" for "b"' },
  ])("refuses a checkpoint of a run with $name", async ({ config, origin, message }) => {
    const { store } = memoryStore();
    await train(short, { checkpoints: store, origin: "a" });
    const other = train(config, { checkpoints: store, origin });
    await expect(other).rejects.toThrow(ConfigError);
    await expect(other).rejects.toThrow(message);
  });

  it("leaves no tensor behind, stopped or not", async () => {
    const before = tf.memory().numTensors;
    await train(short);
    await trainInTwo(short, { lastStep: 3 });
    expect(tf.memory().numTensors).toBe(before);
  });
});
