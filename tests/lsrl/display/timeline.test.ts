import { describe, expect, it } from "vitest";
import { timeline } from "../../../src/lsrl/display/index.ts";
import { lettersToTokens } from "../../../src/lsrl/programs/index.ts";
import { count, findFault, textsOf } from "./markup.ts";
import { countingProgram, dictionary } from "./programs.ts";

const bits = [1, 0, 1, 1, 0];

describe("timeline", () => {
  it("draws a row for each entry and writes every value", () => {
    const { html } = timeline(countingProgram().trace(bits), { title: "ones & zeros" });
    expect(findFault(html)).toBeUndefined();
    expect(textsOf(html, "[data-part=names] g > g > text")).toEqual([
      "input",
      "ones",
      "zeros",
      "moreOnes",
    ]);
    const written = textsOf(html, "[data-part=cells] > g > text");
    expect(written).toEqual(
      [...bits, ...[1, 1, 2, 3, 3], ...[0, 1, 1, 1, 2], ...[1, 0, 1, 1, 1]].map(String),
    );
  });

  it("writes letters, tokens and regions", () => {
    const program = dictionary();
    const sequence = program.ask(
      lettersToTokens("CAN"),
      program.prompt([{ key: lettersToTokens("CAN"), value: lettersToTokens("OTT") }]),
    );
    const { html } = timeline(program.program.trace(sequence), {
      tokens: [..."CANCANOTT"],
      letters: ["query"],
      regions: [
        { label: "query", start: 0, end: 3 },
        { label: "pair <1>", start: 3, end: 9 },
      ],
    });
    expect(findFault(html)).toBeUndefined();
    const texts = textsOf(html, "[data-part=cells] text");
    expect(texts).toEqual(expect.arrayContaining(["query", "pair <1>", "C", "N", "\u00b7"]));
  });

  it("draws colours only where there are many values", () => {
    const long = Array.from({ length: 3000 }, (_, i) => i % 2);
    const { html } = timeline(countingProgram().trace(long));
    expect(count(html, "[data-part=cells] > g > text")).toBe(0);
    expect(html.length).toBeLessThan(500_000);
  });

  it("refuses what it can not draw", () => {
    const traces = countingProgram().trace(bits);
    expect(() => timeline([])).toThrow("timeline: traces must hold at least one node and one step");
    expect(() => timeline(traces, { tokens: ["1"] })).toThrow(
      "timeline: tokens: expected shape [5], got [1]",
    );
    const long = countingProgram().trace(new Array<number>(60_000).fill(1));
    expect(() => timeline(long)).toThrow("at most 200000 values, got 240000");
  });
});
