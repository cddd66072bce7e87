import { describe, expect, it } from "vitest";
import { claims, frame, meanStd, table } from "../../src/report/index.ts";

const displaySymbol = Symbol.for("Jupyter.display");

function bundleOf(value: object): Readonly<Record<string, unknown>> {
  const method: unknown = Reflect.get(value, displaySymbol);
  if (typeof method !== "function") throw new Error("no display method");
  return Reflect.apply(method, value, []);
}

describe("table", () => {
  const rows = [
    { method: "SGD", accuracy: 0.91234, loss: 0.3 },
    { method: "BORAT", accuracy: 0.95, loss: 0.2 },
  ];

  it("gives HTML, Markdown and text of the same cells", () => {
    const bundle = bundleOf(table(rows, { caption: "Results" }));
    expect(bundle["text/markdown"]).toBe(
      [
        "**Results**",
        "",
        "| method | accuracy | loss |",
        "| --- | ---: | ---: |",
        "| SGD | 0.9123 | 0.3 |",
        "| BORAT | 0.95 | 0.2 |",
      ].join("\n"),
    );
    expect(bundle["text/plain"]).toContain("BORAT       0.95   0.2");
    expect(bundle["text/html"]).toContain("<caption");
  });

  it.each([
    { source: "arrays by column", value: { a: [1, 2], b: ["x", "y"] } },
    {
      source: "records",
      value: [
        { a: 1, b: "x" },
        { a: 2, b: "y" },
      ],
    },
    {
      source: "a data frame",
      value: {
        columns: ["a", "b"],
        index: [0, 1],
        values: [
          [1, "x"],
          [2, "y"],
        ],
      },
    },
  ])("reads $source", ({ value }) => {
    expect(table(value).rows).toEqual([
      { a: 1, b: "x" },
      { a: 2, b: "y" },
    ]);
  });

  it("selects, orders and renames columns", () => {
    const markdown = table(rows, { columns: { loss: "test loss", method: "by" } }).toMarkdown();
    expect(markdown.split("\n")[0]).toBe("| test loss | by |");
  });

  it("writes columns as told", () => {
    const format = { accuracy: (value: unknown) => `${Number(value) * 100} %`, loss: 3 };
    expect(table(rows, { format }).toMarkdown()).toContain("| BORAT | 95 % | 0.200 |");
  });

  it("puts the best cells in bold", () => {
    const markdown = table(rows, { highlight: { accuracy: "max", loss: "min" } }).toMarkdown();
    expect(markdown).toContain("| BORAT | **0.95** | **0.2** |");
  });

  it("escapes cells in HTML and in Markdown", () => {
    const bundle = bundleOf(table([{ a: "<b>|" }]));
    expect(bundle["text/html"]).toContain("&lt;b&gt;|");
    expect(bundle["text/markdown"]).toContain("<b>\\|");
  });

  it("names the columns there are when one is not there", () => {
    expect(() => table(rows, { highlight: { acc: "max" } })).toThrow(
      'table: columns must be among method, accuracy, loss, got "acc"',
    );
  });

  it("refuses columns of different length", () => {
    expect(() => table({ a: [1], b: [1, 2] })).toThrow("table: columns must have 1 entries");
  });
});

describe("meanStd", () => {
  it("divides by n - 1 and writes two digits of the deviation", () => {
    const result = meanStd([1, 2, 3, 4]);
    expect(result.std).toBeCloseTo(Math.sqrt(5 / 3), 12);
    expect(String(result)).toBe("2.5 ± 1.3");
    expect(String(meanStd([0.9512, 0.9488]))).toBe("0.9500 ± 0.0017");
  });

  it("tells no deviation of a single value", () => {
    expect(String(meanStd([0.5]))).toBe("0.5");
  });

  it("is compared by its mean in a table", () => {
    const rows = [{ m: meanStd([1, 2]) }, { m: meanStd([3, 4]) }];
    expect(table(rows, { highlight: { m: "max" } }).toMarkdown()).toContain("**3.50 ± 0.71**");
  });
});

describe("claims", () => {
  it("shows what holds and carries the same as data", () => {
    const bundle = bundleOf(
      claims([
        { claim: "A", paper: "98 %", measured: meanStd([0.97, 0.99]), holds: true },
        { claim: "B", paper: 2, holds: "not tested" },
      ]),
    );
    expect(bundle["application/vnd.triptych.claims+json"]).toEqual({
      version: 1,
      claims: [
        { claim: "A", paper: "98 %", measured: "0.980 ± 0.014", holds: true },
        { claim: "B", paper: "2", measured: "", holds: "not tested" },
      ],
    });
    expect(bundle["text/markdown"]).toContain("| A | 98 % | 0.980 ± 0.014 | ✓ holds |");
  });

  it("is shown whole, however long, where a table would scroll", () => {
    const rows = Array.from({ length: 60 }, (_, i) => ({ claim: `${i}`, paper: 1, holds: true }));
    expect(bundleOf(claims(rows))["text/html"]).toContain("max-height:none");
    expect(bundleOf(table(rows))["text/html"]).toContain("max-height:40em");
  });
});

describe("frame", () => {
  it("makes a danfojs data frame that a table can show", () => {
    const made = frame([
      { a: 1, b: "x" },
      { a: 3, b: "y" },
    ]);
    expect(made["a"].mean()).toBe(2);
    expect(table(made).rows).toEqual([
      { a: 1, b: "x" },
      { a: 3, b: "y" },
    ]);
  });
});
