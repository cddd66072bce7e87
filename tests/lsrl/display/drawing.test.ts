import { describe, expect, it } from "vitest";
import { tint } from "../../../src/lsrl/display/drawing/colors.ts";
import { element, pixels, tooltip } from "../../../src/lsrl/display/drawing/element.ts";
import { drawLegend } from "../../../src/lsrl/display/drawing/legend.ts";
import { countText, numberText } from "../../../src/lsrl/display/drawing/number-text.ts";
import { Page, Picture } from "../../../src/lsrl/display/drawing/picture.ts";
import { fitText, textWidth } from "../../../src/lsrl/display/drawing/text-width.ts";
import { findFault } from "./markup.ts";
import { dispatch, runPage } from "./run-page.ts";

describe("element", () => {
  it("rounds numbers, leaves out what is undefined and makes attributes safe", () => {
    expect(element("rect", { x: 1.23456, y: undefined, id: `"<&` })).toBe(
      `<rect x="1.23" id="&quot;&lt;&amp;"/>`,
    );
  });

  it("closes what HTML must see closed", () => {
    expect(element("div", {})).toBe("<div></div>");
  });
});

describe("pixels", () => {
  it("refuses places that are no numbers", () => {
    expect(() => pixels(Number.NaN)).toThrow("must be finite");
  });
});

describe("tooltip", () => {
  it("makes text safe", () => {
    expect(tooltip("<b>")).toBe("<title>&lt;b&gt;</title>");
  });
});

describe("numberText", () => {
  it.each([
    [0, "0"],
    [-3, "\u22123"],
    [0.5, "0.5"],
    [1 / 3, "0.3333"],
    [12345, "12345"],
    [1e10, "1e10"],
    [-(2 ** 33), "\u22128.59e9"],
    [1 / 1024, "9.766e\u22124"],
    [Number.NEGATIVE_INFINITY, "\u2212\u221e"],
  ])("writes %d", (value, text) => {
    expect(numberText(value)).toBe(text);
  });
});

describe("countText", () => {
  it.each([
    [950, "950"],
    [1234, "1.2k"],
    [9960, "10k"],
    [34_500, "35k"],
    [5_600_000, "5.6M"],
    [3e11, "300G"],
  ])("writes %d", (value, text) => {
    expect(countText(value)).toBe(text);
  });
});

describe("fitText", () => {
  it("leaves what fits and cuts what does not", () => {
    expect(fitText("short", 100, 11)).toBe("short");
    const cut = fitText("a very long name of a variable", 60, 11);
    expect(cut).toMatch(/^a very.*…$/);
    expect(textWidth(cut, 11)).toBeLessThanOrEqual(60);
  });
});

describe("tint", () => {
  it("goes from white to the colour", () => {
    expect([tint("#0072b2", 0), tint("#0072b2", 1)]).toEqual(["#ffffff", "#0072b2"]);
  });
});

describe("drawLegend", () => {
  it("starts a new row where there is no room", () => {
    const item = { text: "ReLU", fill: "#000", stroke: "#000" };
    const one = drawLegend([item], { x: 0, y: 0, maxWidth: 100 });
    const many = drawLegend([item, item, item], { x: 0, y: 0, maxWidth: 100 });
    expect(many.height).toBe(3 * one.height);
  });
});

describe("Picture", () => {
  it("shows itself as a picture that scrolls, as SVG and as text", () => {
    const picture = new Picture({ width: 10.2, height: 5, title: "a & b" }, element("g", {}));
    const bundle = picture.toBundle();
    expect(Object.keys(bundle)).toEqual(["text/html", "image/svg+xml", "text/plain"]);
    expect(bundle["text/plain"]).toBe("[a & b]");
    expect(bundle["text/html"]).not.toContain("<script>");
    expect(findFault(`${bundle["text/html"]}`)).toBeUndefined();
    expect(picture.svg).toContain(`viewBox="0 0 11 5"`);
    expect(findFault(picture.svg)).toBeUndefined();
  });

  it("has buttons to make it smaller where it is wide", () => {
    const picture = new Picture({ width: 2000, height: 50, title: "wide" });
    const html = `${picture.toBundle()["text/html"]}`;
    expect(findFault(html)).toBeUndefined();
    const page = runPage(html);
    dispatch(page.find("[data-part=smaller]"), "click");
    expect(page.find("svg").getAttribute("width")).toBe("1600");
    dispatch(page.find("[data-part=full]"), "click");
    expect(page.find("svg").getAttribute("width")).toBe("2000");
  });
});

describe("Page", () => {
  it("shows itself as HTML and as text", () => {
    const method: unknown = Reflect.get(new Page("<p></p>", "[p]"), Symbol.for("Jupyter.display"));
    expect(
      typeof method === "function" && Reflect.apply(method, new Page("<p></p>", "[p]"), []),
    ).toEqual({
      "text/html": "<p></p>",
      "text/plain": "[p]",
    });
  });
});
