import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  benchmarkJsonSchema,
  exportBenchmark,
  type JsonSchema,
  networkJsonSchema,
  networkToJson,
  programJsonSchema,
  programToJson,
} from "../../../src/lsrl/format/index.ts";
import { randomNetwork } from "../network/random-network.ts";
import { randomProgram } from "../random-program.ts";

const seeds = Array.from({ length: 20 }, (_, seed) => seed);

/** Checks documents by a JSON Schema alone. */
function validator(schema: JsonSchema): (document: unknown) => boolean {
  const read = z.fromJSONSchema(schema);
  return (document) => read.safeParse(JSON.parse(JSON.stringify(document))).success;
}

describe.each([
  { name: "programJsonSchema", schema: programJsonSchema() },
  { name: "networkJsonSchema", schema: networkJsonSchema() },
  { name: "benchmarkJsonSchema", schema: benchmarkJsonSchema() },
])("$name", ({ schema }) => {
  it("is a JSON Schema of draft 2020-12 that says what it is about", () => {
    expect(schema["$schema"]).toBe("https://json-schema.org/draft/2020-12/schema");
    expect(schema["title"]).toMatch(/^LSRL /);
    expect(schema["additionalProperties"]).toBe(false);
  });

  it("defines each part once, under its name", () => {
    const definitions = Object(schema["$defs"]);

    expect(Object.keys(definitions)).toContain("SparseMatrix");
    expect(Object.keys(definitions).every((name) => /^[A-Z]/.test(name))).toBe(true);
    expect(JSON.stringify(schema).match(/"rowStarts":/g)).toHaveLength(1);
  });
});

describe("programJsonSchema", () => {
  const isValid = validator(programJsonSchema());

  it.each(seeds)("accepts what programToJson writes (seed %d)", (seed) => {
    expect(isValid(programToJson(randomProgram(seed)))).toBe(true);
  });

  it("refuses other versions, fields and kinds", () => {
    const document = programToJson(randomProgram(0));
    const [first, ...others] = document.nodes;

    expect(isValid({ ...document, format: "triptych/lsrl-program/2" })).toBe(false);
    expect(isValid({ ...document, extra: 1 })).toBe(false);
    expect(isValid({ ...document, nodes: [{ ...first, kind: "Softmax" }, ...others] })).toBe(false);
    expect(isValid({ ...document, output: undefined })).toBe(false);
  });
});

describe("networkJsonSchema", () => {
  const isValid = validator(networkJsonSchema());

  it.each(seeds)("accepts what networkToJson writes (seed %d)", (seed) => {
    expect(isValid(networkToJson(randomNetwork(seed)))).toBe(true);
  });

  it("refuses a network without its read-out", () => {
    expect(isValid({ ...networkToJson(randomNetwork(0)), readout: undefined })).toBe(false);
  });
});

describe("benchmarkJsonSchema", () => {
  const isValid = validator(benchmarkJsonSchema());

  it("accepts what exportBenchmark gives", () => {
    const network = randomNetwork(2);
    const sequences = [[new Array<number>(network.inputDim).fill(1)]];

    const benchmark = exportBenchmark(network.toProgram(), network, { name: "random", sequences });

    expect(isValid(benchmark)).toBe(true);
    expect(isValid({ ...benchmark, rows: [{}] })).toBe(false);
  });
});
