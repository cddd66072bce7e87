import { describe, expect, it } from "vitest";
import { explore, exploreTok2tok, exploreVec2vec } from "../../../src/lsrl/display/index.ts";
import {
  cellOf,
  readFormulas,
  snapQuery,
  tabulate,
} from "../../../src/lsrl/display/page/function-table.ts";
import { SparseMatrix } from "../../../src/lsrl/matrix.ts";
import { Network } from "../../../src/lsrl/network/index.ts";
import { vec2vec } from "../../../src/lsrl/programs/index.ts";
import { findFault } from "./markup.ts";
import { approximator, compiled, countingProgram, dictionary } from "./programs.ts";
import { dispatch, runPage } from "./run-page.ts";

describe("explore", () => {
  const network = compiled(countingProgram());

  it("runs any network on the tokens that the reader writes", () => {
    const { html } = explore(network, { sequence: [1, 0, 1] });
    expect(findFault(html)).toBeUndefined();
    const page = runPage(html);
    expect(page.find("[data-part=answer]").textContent).toBe("1");
    page.write("[data-part=tokens]", "0 0 1");
    expect(page.find("[data-part=answer]").textContent).toBe("0");
    expect(page.find("[data-part=note]").textContent).toMatch(/^3 tokens through \d+ stages/);
  });

  it("says what is wrong with the tokens", () => {
    const page = runPage(explore(network).html);
    page.write("[data-part=tokens]", "1 x");
    expect(page.find("[data-part=problem]").textContent).toBe("“x” is not a number");
    page.write("[data-part=tokens]", "1 2");
    expect(page.find("[data-part=problem]").textContent).toContain("2 is outside the bounds");
    page.write("[data-part=tokens]", "1");
    expect(page.find("[data-part=problem]").textContent).toBe("");
  });

  it("takes vectors line by line", () => {
    const wide = compiled(approximator(1).program);
    const page = runPage(
      explore(wide, {
        sequence: [
          [0.25, 0, 0],
          [1, 0, 0.5],
        ],
      }).html,
    );
    expect(page.find("[data-part=tokens]").textContent).toBe("0.25 0 0\n1 0 0.5");
    expect(page.find("[data-part=answer]").textContent).toBe("0.5");
    page.write("[data-part=tokens]", "1 2");
    expect(page.find("[data-part=problem]").textContent).toBe("a token has 3 numbers, not 2");
  });

  it("refuses networks that are too large for a page", () => {
    const width = 400;
    const dense = Array.from({ length: width }, () => new Array<number>(width).fill(1));
    const large = new Network({
      inputDim: width,
      stages: [],
      readout: { weights: SparseMatrix.fromRows(dense), bias: new Float64Array(width) },
    });
    expect(() => explore(large)).toThrow("at most 100000 weights, got 160000");
  });
});

describe("exploreTok2tok", () => {
  const network = compiled(dictionary().program);
  const pairs = [
    ["FRA", "PAR"],
    ["CAN", "OTT"],
    ["ITA", "ROM"],
  ] as const;

  it("looks up what the reader asks, without the process that made the page", () => {
    const { html } = exploreTok2tok(network, { pairs, query: "CAN" });
    expect(findFault(html)).toBeUndefined();
    expect(html.length).toBeLessThan(150_000);
    const page = runPage(html);
    expect(page.find("[data-part=answer]").textContent).toBe("OTT");
    page.write("[data-part=query]", "ita");
    expect(page.find("[data-part=answer]").textContent).toBe("ROM");
    expect(page.find("[data-part=verdict]").textContent).toBe("the dictionary says ROM");
    page.write("[data-part=query]", "USA");
    expect(page.find("[data-part=answer]").textContent).toBe("\u00b7\u00b7\u00b7");
    expect(page.find("[data-part=states] [data-part=cells]").innerHTML).toContain(">U</text>");
  });

  it("changes, adds and removes pairs", () => {
    const page = runPage(exploreTok2tok(network, { pairs, query: "FRA" }).html);
    page.write("[data-pair='0'][data-field=value]", "LYO");
    expect(page.find("[data-part=answer]").textContent).toBe("LYO");
    dispatch(page.find("[data-add]"), "click");
    page.write("[data-pair='3'][data-field=key]", "USA");
    page.write("[data-pair='3'][data-field=value]", "WAS");
    page.write("[data-part=query]", "USA");
    expect(page.find("[data-part=answer]").textContent).toBe("WAS");
    dispatch(page.find("[data-remove='3']"), "click");
    expect(page.find("[data-part=verdict]").textContent).toBe("no pair has this key");
  });

  it("keeps the last answer while a word is typed", () => {
    const page = runPage(exploreTok2tok(network, { pairs, query: "FRA" }).html);
    page.write("[data-part=query]", "C");
    expect(page.find("[data-part=answer]").textContent).toBe("PAR");
    expect(page.find("[data-part=verdict]").textContent).toBe("“C” is not 3 letters from A to Z");
  });

  it("refuses words that do not fit", () => {
    expect(() => exploreTok2tok(network, { pairs: [] })).toThrow("at least one pair");
    expect(() => exploreTok2tok(network, { pairs, query: "C4N" })).toThrow(
      `words must be 3 letters from A to Z, as the first key, got "C4N"`,
    );
  });
});

describe("exploreVec2vec", () => {
  it.each([
    { inputDim: 1, formulas: ["sin(2 * PI * x)"] },
    { inputDim: 2, formulas: ["x * y", "x - y"] },
    { inputDim: 3, formulas: ["x + y * z"] },
  ])("answers as the network does, for $inputDim arguments", ({ inputDim, formulas }) => {
    const program = approximator(inputDim, formulas.length);
    const network = compiled(program.program);
    const query = [0.3, 0.71, 0.2].slice(0, inputDim);
    const gridSize = 4;
    const { html } = exploreVec2vec(network, { formulas, gridSize, query });
    expect(findFault(html)).toBeUndefined();
    const page = runPage(html);
    const f = readFormulas([..."xyz"].slice(0, inputDim), formulas);
    const answer = network.run(program.ask(query, program.gridPrompt(f, gridSize))).at(-1)!;
    const shown = answer.map((value) =>
      String(Number(value.toPrecision(3))).replace("-", "\u2212"),
    );
    expect(page.find("[data-part=answer] b").textContent).toBe(`network ${shown.join(", ")}`);
    expect(findFault(page.find("[data-part=maps]").innerHTML)).toBeUndefined();
  });

  it("follows the slider and the formula", () => {
    const network = compiled(approximator(1).program);
    const page = runPage(exploreVec2vec(network, { formulas: ["x"], gridSize: 4 }).html);
    page.write("[data-query='0']", "0.9");
    expect(page.find("[data-part=answer] b").textContent).toBe("network 0.875");
    page.write("[data-formula]", "2 * x");
    expect(page.find("[data-part=answer] b").textContent).toBe("network 1.75");
    page.write("[data-formula]", "1 / (x - 0.875)");
    expect(page.find("[data-part=problem]").textContent).toContain("finite number");
  });

  it("refuses what does not fit the network", () => {
    const network = compiled(approximator(2).program);
    expect(() => exploreVec2vec(network, { formulas: ["x", "y"] })).toThrow(
      "formulas must be 1, one for each output, got 2",
    );
    expect(() => exploreVec2vec(network, { formulas: ["x"], query: [0.5] })).toThrow("2 entries");
    expect(() => exploreVec2vec(network, { formulas: ["x"], query: [0.5, 2] })).toThrow("<= 1");
    expect(() => exploreVec2vec(network, { formulas: ["x"], gridSize: 33 })).toThrow("<= 32");
  });
});

describe("tabulate", () => {
  it.each([1, 2, 3])("writes the program's prompt for %i arguments", (inputDim) => {
    const f = (x: readonly number[]) => [x.reduce((sum, value, i) => sum + (i + 1) * value, 0)];
    expect(tabulate(f, inputDim, 3)).toEqual(approximator(inputDim).gridPrompt(f, 3).tokens);
  });
});

describe("snapQuery", () => {
  it("moves queries as the program does", () => {
    const program = vec2vec({ inputDim: 1, outputDim: 1, snap: 2 });
    const prompt = program.gridPrompt(() => [0], 5);
    for (const q of [0, 0.2, 0.37, 0.6, 1]) {
      expect(snapQuery([q], 5, 2)[0]).toBe(program.ask([q], prompt)[0]?.[0]);
    }
  });
});

describe("cellOf", () => {
  it("is open below and closed above", () => {
    expect([0, 0.25, 0.26, 1].map((q) => cellOf(q, 4))).toEqual([0, 0, 1, 3]);
  });
});
