import { describe, expect, it } from "vitest";
import { networkStrip } from "../../../src/lsrl/display/index.ts";
import { SparseMatrix } from "../../../src/lsrl/matrix.ts";
import { Network } from "../../../src/lsrl/network/index.ts";
import { count, findFault, textsOf } from "./markup.ts";
import { compiled, countingProgram, dictionary } from "./programs.ts";

describe("networkStrip", () => {
  it("draws a column for each stage, with its letter and its counts", () => {
    const network = compiled(dictionary().program);
    const { svg, summary } = networkStrip(network);
    const { stages, numStages, widths } = network.size();
    expect(findFault(svg)).toBeUndefined();
    expect(summary).toContain(stages);
    const letters = textsOf(svg, "rect + text").filter((text) => /^[RMS]$/.test(text));
    expect(letters.join("")).toBe(stages);
    const units = widths.reduce((sum, width) => sum + width, 0);
    expect(textsOf(svg, "rect > title")).toHaveLength(units + network.inputDim + network.outputDim);
    expect(textsOf(svg, "text")).toContain(String(numStages));
  });

  it("shows what a unit holds and its bounds", () => {
    const titles = textsOf(networkStrip(compiled(countingProgram())).svg, "rect > title");
    expect(
      titles.find((title) => title.startsWith("ones\nstage 1 (LinState), unit")),
    ).toBeDefined();
    const { svg } = networkStrip(compiled(dictionary().program));
    expect(svg).toContain("within [0, 1]");
  });

  it("draws bars instead of units where there are too many", () => {
    const width = 2000;
    const bias = new Float64Array(width);
    const network = new Network({
      inputDim: 1,
      stages: [{ kind: "ReLU", width, map: { weights: SparseMatrix.zeros(width, 1), bias } }],
      readout: { weights: SparseMatrix.zeros(1, width), bias: new Float64Array(1) },
    });
    const { svg } = networkStrip(network);
    expect(svg.length).toBeLessThan(5000);
    expect(count(svg, "rect > title")).toBe(3);
  });

  it("is how a network shows itself", () => {
    const network = compiled(countingProgram());
    const method: unknown = Reflect.get(network, Symbol.for("Jupyter.display"));
    const bundle: unknown = typeof method === "function" && Reflect.apply(method, network, []);
    expect(bundle).toEqual(networkStrip(network).toBundle());
  });
});
