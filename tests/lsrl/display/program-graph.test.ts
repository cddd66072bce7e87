import { describe, expect, it } from "vitest";
import { type GraphDetail, programGraph } from "../../../src/lsrl/display/index.ts";
import { forEach, input, linear } from "../../../src/lsrl/language/index.ts";
import { randomProgram } from "../random-program.ts";
import { count, findFault, textsOf } from "./markup.ts";
import { approximator, countingProgram, dictionary } from "./programs.ts";

const boxes = ".lsrl-graph > g > g";

describe("programGraph", () => {
  it("draws a box for each node of a small program, with text, dimension and hover", () => {
    const program = countingProgram();
    const { svg, summary } = programGraph(program);
    expect(findFault(svg)).toBeUndefined();
    expect(count(svg, boxes)).toBe(13);
    expect(summary).toBe("[Program of 13 nodes]");
    const titles = textsOf(svg, `${boxes} > title`);
    expect(titles).toHaveLength(13);
    expect(titles.join("\n")).toContain("LinState “ones”, dim 1\ns ← A s + B x + bias\nA = [1]");
    expect(textsOf(svg, `${boxes} > text`)).toContain("dim 2");
  });

  it("draws each operand of a concatenation", () => {
    const x = input(1);
    const { svg } = programGraph(forEach(linear(x.add(x).add(x), [[1]])));
    const heads = /fill="#9a9a9a"/g;
    expect(svg.match(heads)?.length).toBeGreaterThan(0);
    // Both concatenations read twice: four arrow heads leave x or its sum.
    expect(svg.match(/l-5 -2\.6v5\.2z/g)).toHaveLength(2 + 1 + 2 + 1 + 1);
  });

  it("makes names safe", () => {
    const { svg } = programGraph(countingProgram(`<script>"&'`));
    expect(findFault(svg)).toBeUndefined();
    expect(svg).not.toContain("<script>");
    expect(textsOf(svg, "text")).toContain(`<script>"&'`);
  });

  it.each<[GraphDetail, number]>([
    ["nodes", 450_000],
    ["operators", 80_000],
    ["names", 30_000],
  ])("draws a program of hundreds of nodes as %s in at most %i characters", (detail, limit) => {
    const { svg } = programGraph(dictionary().program, { detail });
    expect(findFault(svg)).toBeUndefined();
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    expect(svg.length).toBeLessThan(limit);
  });

  it("draws large programs as operators unless told otherwise", () => {
    const { program } = dictionary();
    const { svg } = programGraph(program);
    expect(svg).toBe(programGraph(program, { detail: "operators" }).svg);
    expect(count(svg, boxes)).toBeLessThan(100);
  });

  it.each([11, 12, 13, 14, 15, 16])("draws random programs (seed %i)", (seed) => {
    const program = randomProgram(seed);
    const { svg } = programGraph(program);
    expect(findFault(svg)).toBeUndefined();
    expect(count(svg, boxes)).toBe(program.nodes.length);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  it("draws a program that is only its input", () => {
    expect(count(programGraph(forEach(input(3))).svg, boxes)).toBe(1);
  });

  it("names the details that there are", () => {
    const detail: string = "node";
    const given = { detail } as { detail: GraphDetail };
    expect(() => programGraph(countingProgram(), given)).toThrow(
      `programGraph: detail must be one of nodes, operators, names, got "node". Did you mean "nodes"?`,
    );
  });
});

describe("Program", () => {
  it("shows itself as its graph", () => {
    const { program } = approximator(2);
    const method: unknown = Reflect.get(program, Symbol.for("Jupyter.display"));
    const bundle: unknown = typeof method === "function" && Reflect.apply(method, program, []);
    expect(bundle).toEqual(programGraph(program).toBundle());
  });
});
