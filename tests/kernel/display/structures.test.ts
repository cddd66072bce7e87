import { describe, expect, it } from "vitest";
import { format } from "../../../kernel/display/index.ts";

/** What a tensor of any library looks like to the kernel. */
function tensorOf(shape: readonly number[], values: ArrayLike<unknown>, dtype = "float32") {
  return { shape, dtype, isDisposed: false, dataSync: () => values };
}

async function formsOf(value: unknown) {
  const { data } = await format(value);
  return { text: String(data["text/plain"]), html: String(data["text/html"]), data };
}

describe("format of a tensor", () => {
  it("tells shape, dtype and statistics", async () => {
    const { text, html } = await formsOf(tensorOf([2, 2], [1, 2, 3, 4]));
    const lines = text.split("\n");
    expect(lines[0]).toBe("Tensor float32 [2, 2]");
    // Population standard deviation of 1..4: sqrt(5 / 4).
    expect(lines[1]).toBe("min 1  max 4  mean 2.5  std 1.118");
    expect(lines.slice(2)).toEqual(["[[1, 2],", " [3, 4]]"]);
    expect(html).toContain("Tensor float32 [2, 2]");
  });

  it("counts what is not finite and leaves it out of the statistics", async () => {
    const values = [1, Number.NaN, Number.POSITIVE_INFINITY, 3];
    const { text } = await formsOf(tensorOf([4], values));
    expect(text).toContain("min 1  max 3  mean 2  std 1  NaN 1  Inf 1");
  });

  it("keeps the deviation of values far from zero", async () => {
    const { text } = await formsOf(tensorOf([3], [1e8, 1e8 + 1, 1e8 + 2]));
    expect(text).toContain("std 0.8165");
  });

  it("shows one that is disposed without touching its values", async () => {
    const disposed = {
      ...tensorOf([3], []),
      isDisposed: true,
      dataSync() {
        throw new Error("disposed");
      },
    };
    expect((await formsOf(disposed)).text).toBe("Tensor float32 [3] (disposed)");
  });

  it.each([
    { shape: [28, 28], isPicture: true },
    { shape: [32, 32, 3], isPicture: true },
    { shape: [5, 28, 28], isPicture: true },
    { shape: [5, 32, 32, 1], isPicture: true },
    { shape: [100, 4], isPicture: false },
    { shape: [3, 3, 16, 32], isPicture: false },
    { shape: [784], isPicture: false },
    { shape: [], isPicture: false },
    { shape: [0, 28, 28], isPicture: false },
  ])("$shape has a picture: $isPicture", async ({ shape, isPicture }) => {
    const size = shape.reduce((a, b) => a * b, 1);
    const { html } = await formsOf(tensorOf(shape, new Float32Array(size)));
    expect(html.includes("data:image/png;base64,")).toBe(isPicture);
  });

  it("cuts long axes", async () => {
    const { text } = await formsOf(
      tensorOf(
        [100],
        Array.from({ length: 100 }, (_, i) => i),
      ),
    );
    expect(text).toContain("[0, 1, 2, …, 97, 98, 99]");
  });

  it("escapes strings", async () => {
    const { html } = await formsOf(tensorOf([1], ["<script>"], "string"));
    expect(html).not.toContain("<script>");
  });
});

describe("format of a typed array", () => {
  it("tells length and statistics of a long one", async () => {
    const { text } = await formsOf(Float64Array.from({ length: 101 }, (_, i) => i));
    expect(text).toContain("Float64Array(101)\nmin 0  max 100  mean 50");
  });

  it.each([
    { type: "image/png", bytes: "\x89PNG\r\n\x1a\n...." },
    { type: "image/jpeg", bytes: "\xff\xd8\xff...." },
    { type: "image/gif", bytes: "GIF89a...." },
  ])("shows the bytes of $type as the picture", async ({ type, bytes }) => {
    const { data } = await formsOf(Buffer.from(bytes, "latin1"));
    expect(data[type]).toBe(Buffer.from(bytes, "latin1").toString("base64"));
  });
});

describe("format of a table", () => {
  it("gives records a column for each key, numbers to the right", async () => {
    const { text, html } = await formsOf([
      { a: 1, b: "<x>" },
      { a: 22, c: null },
    ]);
    expect(text.split("\n").at(-1)).toBe("2 rows × 3 columns");
    expect(html).toContain("&lt;x&gt;");
    expect(html).toMatch(/<td style="text-align:right[^"]*">22</);
  });

  it("shows the first and the last of many rows", async () => {
    const { text } = await formsOf(Array.from({ length: 1000 }, (_, i) => ({ id: `row-${i}` })));
    expect(text).toContain("row-19\n");
    expect(text).not.toContain("row-20\n");
    expect(text).toContain("row-999\n1,000 rows × 1 column");
  });

  it.each([
    { name: "numbers", value: [1, 2] },
    { name: "nothing", value: [] },
    { name: "records and others", value: [{ a: 1 }, 2] },
    { name: "dates", value: [new Date(0)] },
  ])("leaves an array of $name alone", async ({ value }) => {
    expect(Object.keys((await format(value)).data)).toEqual(["text/plain"]);
  });

  it("shows a data frame with its index and types, and a series", async () => {
    const frame = { columns: ["a"], index: ["r0", "r1"], dtypes: ["int32"], values: [[1], [2]] };
    expect((await formsOf(frame)).text).toContain("r1  2");
    expect((await formsOf(frame)).html).toContain("int32");
    expect((await formsOf({ ...frame, values: [7, 8] })).text).toContain("r1  8");
  });
});

describe("format of an element", () => {
  it("shows SVG and HTML by their markup", async () => {
    const svg = { outerHTML: "<svg></svg>" };
    expect((await formsOf(svg)).data["image/svg+xml"]).toBe("<svg></svg>");
    expect((await formsOf({ outerHTML: "<b>x</b>" })).html).toBe("<b>x</b>");
  });
});
