import { describe, expect, it } from "vitest";
import { tokenStrip } from "../../src/report/index.ts";

function bundleOf(value: object): Readonly<Record<string, unknown>> {
  const method: unknown = Reflect.get(value, Symbol.for("Jupyter.display"));
  if (typeof method !== "function") throw new Error("no display method");
  return Reflect.apply(method, value, []);
}

const htmlOf = (value: object) => String(bundleOf(value)["text/html"]);

describe("tokenStrip", () => {
  it("gives HTML, and text in which each piece has its number", () => {
    const tokens = [
      { text: "A", value: -0.12345 },
      { text: " film", value: Number.NaN },
      { text: "\n", value: 2 },
    ];
    const bundle = bundleOf(tokenStrip(tokens, { label: "log-probability" }));
    expect(Object.keys(bundle)).toEqual(["text/html", "text/plain"]);
    expect(bundle["text/plain"]).toBe("[tokens: log-probability]\nA[-0.123] film[–]↵\n[2]");
  });

  it("colours from the given least to the given greatest value, and beyond as at the ends", () => {
    const html = htmlOf(
      tokenStrip(
        [-9, -4, 0].map((value) => ({ text: "x", value })),
        { min: -4, max: 0 },
      ),
    );
    const pieces = html.matchAll(/background:(#\w+);[^"]*">x</g);
    expect(Array.from(pieces, ([, color]) => color)).toEqual(["#f7fbff", "#f7fbff", "#08306b"]);
  });

  it("is white at zero where values go from below zero to above", () => {
    const html = htmlOf(tokenStrip([-1, 0, 3].map((value) => ({ text: "x", value }))));
    expect(html).toMatch(/background:#f7f7f7;color:#222[^>]*>x</);
    expect(html).toMatch(/background:#b2182b;color:white[^>]*>x</);
  });

  it("leaves a piece without a number without a colour", () => {
    const html = htmlOf(tokenStrip([{ text: "x", value: Number.NaN }]));
    expect(html).toContain('<span title="–">x</span>');
  });

  it("takes pieces, notes and label as text, not as markup", () => {
    const token = { text: "<b>&", value: 1, note: '"><script>' };
    const html = htmlOf(tokenStrip([token], { label: "<i>" }));
    expect(html).not.toMatch(/<(b|i|script)>/);
    expect(html).toContain(">&lt;b&gt;&amp;</span>");
    expect(html).toContain('title="1\n&quot;&gt;&lt;script&gt;"');
  });

  it("keeps white space", () => {
    expect(htmlOf(tokenStrip([{ text: "  x", value: 1 }]))).toMatch(/pre-wrap[^>]*>.*> {2}x</);
  });

  it.each([
    { name: "no pieces", values: [] },
    { name: "one value", values: [1] },
    { name: "no finite value", values: [Number.NEGATIVE_INFINITY, Number.NaN] },
  ])("shows $name", ({ values }) => {
    const strip = tokenStrip(values.map((value) => ({ text: "x", value })));
    expect(htmlOf(strip)).not.toMatch(/NaN|undefined/);
  });

  it("refuses a greatest value below the least", () => {
    expect(() => tokenStrip([], { min: 1, max: 0 })).toThrow("tokenStrip: max must be");
  });
});
