import { describe, expect, it } from "vitest";
import { numberText } from "../../../src/lsrl/display/drawing/number-text.ts";
import { drawStates, stateTools } from "../../../src/lsrl/display/page/draw-states.ts";
import { livePage } from "../../../src/lsrl/display/page/live-page.ts";
import { writeValue } from "../../../src/lsrl/display/page/unit-rows.ts";
import { count, documentOf, findFault } from "./markup.ts";
import { runPage } from "./run-page.ts";

describe("livePage", () => {
  it("gives the script its data and tools, whatever is in them", () => {
    const html = livePage({
      content: `<p data-part="place"></p>`,
      run: (root, data: { readonly text: string }, tools) => {
        const place = root.querySelector("[data-part=place]");
        if (place !== null) place.textContent = tools.inner.twice(data.text);
      },
      data: { text: "</script><!-- é" },
      tools: { inner: { twice: (text: string) => text + text } },
    });
    expect(runPage(html).find("[data-part=place]").textContent).toBe(
      "</script><!-- é</script><!-- é",
    );
    expect(count(html, "script")).toBe(1);
  });

  it("scopes its rules to the page", () => {
    const page = (text: string) =>
      livePage({ content: text, style: "& b{color:red}", run: () => {}, data: null, tools: {} });
    const [one, two] = [page("one"), page("two")].map((html) =>
      documentOf(html).querySelector(".lsrl-page")?.getAttribute("data-page"),
    );
    expect(one).not.toBe(two);
    expect(page("one")).toContain(`[data-page="${one}"] b{color:red}`);
  });
});

describe("drawStates", () => {
  const row = {
    name: "a<b",
    details: "&",
    color: "#0072b2",
    values: [0, 1, -1],
    texts: [],
    scale: 1,
  };

  it("makes names, tokens and regions safe", () => {
    const { names, cells } = drawStates(
      [{ ...row, isFirst: true }],
      { tokens: ["<", "&", ">"], regions: [{ label: "a & b", start: 0, end: 3 }], numSteps: 3 },
      stateTools,
    );
    expect([findFault(names), findFault(cells)]).toEqual([undefined, undefined]);
  });

  it("joins neighbours of one colour", () => {
    const values = [...new Array<number>(50).fill(0), ...new Array<number>(50).fill(1)];
    const heads = { tokens: [], regions: [], numSteps: 100 };
    const { cells } = drawStates([{ ...row, values, isFirst: true }], heads, stateTools);
    expect(count(cells, "path")).toBe(2);
  });
});

describe("writeValue", () => {
  it.each([0, 1, -2.5, 1 / 3, 0.000123, 123456, -1e10])("writes %d as elsewhere", (value) => {
    expect(writeValue(value, false)).toBe(numberText(value, 3));
  });

  it("writes letters where there are some", () => {
    expect([0, 1, 26, 27, 2.5].map((value) => writeValue(value, true))).toEqual([
      "\u00b7",
      "A",
      "Z",
      "27",
      "2.5",
    ]);
  });
});
