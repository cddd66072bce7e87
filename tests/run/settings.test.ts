import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ConfigError } from "../../src/core/index.ts";
import type { Job } from "../../src/run/index.ts";
import { assign, assignmentsOf, knownSettings, setAt } from "../../src/run/settings.ts";

const schema = z.strictObject({
  name: z.string(),
  size: z.int().default(3),
  model: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("mlp"), hidden: z.array(z.int()).optional() }),
    z.strictObject({ kind: z.literal("conv"), channels: z.int().default(8) }),
  ]),
  training: z
    .strictObject({ seed: z.int().default(0), rate: z.number().default(0.1) })
    .nullable()
    .prefault({}),
  options: z.record(z.string(), z.json()).default({}),
});

const job: Job<unknown> = {
  name: "example",
  usesEngine: false,
  schema,
  parse: (config) => schema.parse(config),
  describe: () => "",
  summarize: () => "",
  run: () => Promise.resolve({ result: {}, data: [] }),
};

describe("assign", () => {
  it.each([
    { assignment: "size=5", expected: { size: 5 } },
    { assignment: "name=5", expected: { name: "5" } },
    { assignment: "name=a=b", expected: { name: "a=b" } },
    { assignment: "training.seed=3", expected: { training: { seed: 3 } } },
    { assignment: "training=null", expected: { training: null } },
    { assignment: "model.hidden=[4,2]", expected: { model: { hidden: [4, 2] } } },
    { assignment: "model.channels=4", expected: { model: { channels: 4 } } },
    { assignment: "options.anything=true", expected: { options: { anything: true } } },
    { assignment: "size=many", expected: { size: "many" } }, // the schema then refuses it
  ])("reads $assignment", ({ assignment, expected }) => {
    expect(assign(job, {}, [assignment])).toEqual(expected);
  });

  it("keeps what is beside it, and takes the last of two", () => {
    const settings = { name: "a", training: { seed: 1, rate: 2 } };
    expect(assign(job, settings, ["training.seed=5", "training.seed=6"])).toEqual({
      name: "a",
      training: { seed: 6, rate: 2 },
    });
  });

  it.each([
    { assignment: "sise=5", message: 'got "sise". Did you mean "size"?' },
    { assignment: "trainng.sed=5", message: 'Did you mean "training.seed"?' },
    { assignment: "seed=5", message: 'Did you mean "training.seed"?' },
    { assignment: "size.more=5", message: 'got "size.more"' },
    { assignment: "size", message: 'key=value is required, got "size"' },
    { assignment: "constructor=1", message: 'got "constructor"' },
  ])("refuses $assignment", ({ assignment, message }) => {
    expect(() => assign(job, {}, [assignment])).toThrow(ConfigError);
    expect(() => assign(job, {}, [assignment])).toThrow(message);
  });
});

describe("setAt", () => {
  it("makes objects on the way, and changes none", () => {
    const settings = { a: { b: 1 }, c: 2 };
    expect(setAt(settings, "a.d.e", 3)).toEqual({ a: { b: 1, d: { e: 3 } }, c: 2 });
    expect(setAt(settings, "c.d", 3)).toEqual({ a: { b: 1 }, c: { d: 3 } });
    expect(settings).toEqual({ a: { b: 1 }, c: 2 });
  });
});

describe("knownSettings", () => {
  it("lists keys of all forms, with types and defaults", () => {
    expect(knownSettings(job)).toEqual([
      { key: "name", type: "string" },
      { key: "size", type: "integer", default: "3" },
      { key: "model.kind", type: "mlp | conv" },
      { key: "model.hidden", type: "array" },
      { key: "model.channels", type: "integer", default: "8" },
      { key: "training.seed", type: "integer", default: "0" },
      { key: "training.rate", type: "number", default: "0.1" },
      { key: "options", type: "object", default: "{}" },
    ]);
  });
});

describe("assignmentsOf", () => {
  it.each([
    { name: "a", model: { kind: "mlp" } },
    { name: "5", size: 7, model: { kind: "conv", channels: 2 }, training: null },
    { name: "x y", model: { kind: "mlp", hidden: [] }, options: { a: [1, { b: 2 }], c: "d" } },
  ])("gives the same settings back (%o)", (settings) => {
    const config = job.parse(settings);
    expect(job.parse(assign(job, {}, assignmentsOf(job, config)))).toEqual(config);
  });

  it("leaves out what is by default", () => {
    const config = job.parse({ name: "a", model: { kind: "mlp" }, training: { seed: 2 } });
    expect(assignmentsOf(job, config)).toEqual(["name=a", "model.kind=mlp", "training.seed=2"]);
  });
});
