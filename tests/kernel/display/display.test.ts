import { describe, expect, it, vi } from "vitest";
import { clearOutput, display, isDisplayHandle, setHost } from "../../../kernel/display/index.ts";
import { recordOutputs } from "./recording-host.ts";

const recording = recordOutputs();
const displaySymbol = Symbol.for("Jupyter.display");

describe("display", () => {
  it.each([
    { form: "html", type: "text/html" },
    { form: "markdown", type: "text/markdown" },
    { form: "latex", type: "text/latex" },
    { form: "svg", type: "image/svg+xml" },
    { form: "javascript", type: "application/javascript" },
    { form: "text", type: "text/plain" },
    { form: "json", type: "application/json" },
    { form: "png", type: "image/png" },
    { form: "jpeg", type: "image/jpeg" },
    { form: "gif", type: "image/gif" },
    { form: "pdf", type: "application/pdf" },
  ] as const)("$form shows its data as $type and always a plain form", ({ form, type }) => {
    display[form]("data");
    const [output] = recording.displays();
    expect(output?.data).toMatchObject({ [type]: "data", "text/plain": expect.any(String) });
  });

  it("encodes bytes in base64", () => {
    display.png(new Uint8Array([1, 2, 3]));
    expect(recording.displays()[0]?.data["image/png"]).toBe("AQID");
  });

  it("keeps JSON as an object", () => {
    display.json({ a: [1] });
    expect(recording.displays()[0]?.data["application/json"]).toEqual({ a: [1] });
  });

  it("takes the id and the metadata of the caller", () => {
    const handle = display.raw({ "text/html": "x" }, { id: "mine", metadata: { isolated: true } });
    expect(handle.id).toBe("mine");
    expect(recording.displays()[0]).toMatchObject({
      displayId: "mine",
      update: false,
      metadata: { isolated: true },
    });
  });

  it("gives every display an id of its own", () => {
    expect(display(1).id).not.toBe(display(1).id);
  });

  it("replaces in place by a bundle or by any value", () => {
    const handle = display.html("<b>1</b>");
    handle.update({ "text/html": "<b>2</b>" });
    handle.update({ plain: "object" });
    const [first, second, third] = recording.displays();
    expect([second?.displayId, third?.displayId]).toEqual([first?.displayId, first?.displayId]);
    expect([first?.update, second?.update, third?.update]).toEqual([false, true, true]);
    expect(second?.data["text/html"]).toBe("<b>2</b>");
    expect(third?.data["text/plain"]).toBe("{ plain: 'object' }");
  });

  it("takes an object of a run's numbers for a value, also where its keys have slashes", () => {
    const losses = { "train/loss": 0.3, "val/loss": 0.4 };
    display({}).update(losses);
    expect(recording.displays().at(-1)?.data).toEqual({
      "text/plain": "{ 'train/loss': 0.3, 'val/loss': 0.4 }",
    });
  });

  it("updates a plot by its HTML, for JupyterLab draws Plotly's own type only once", () => {
    const plot = { "application/vnd.plotly.v1+json": { data: [] }, "text/html": "plot" };
    const handle = display.raw(plot);
    handle.update(plot);
    const types = recording.displays().map(({ data }) => Object.keys(data));
    expect(types).toEqual([
      ["application/vnd.plotly.v1+json", "text/html", "text/plain"],
      ["text/html", "text/plain"],
    ]);
  });

  it("holds the place of an asynchronous display and makes the cell wait for it", async () => {
    display({ [displaySymbol]: async () => ({ "text/html": "late" }) });
    display.text("after");
    expect(recording.displays().map(({ data }) => data["text/plain"])).toEqual(["…", "after"]);
    await Promise.all(recording.pending);
    expect(recording.displays()[2]).toMatchObject({ update: true, data: { "text/html": "late" } });
  });

  it("does not let a slow display overwrite a newer update", async () => {
    const handle = display({ [displaySymbol]: async () => ({ "text/html": "old" }) });
    handle.update({ "text/html": "new" });
    await Promise.all(recording.pending);
    expect(recording.displays().at(-1)?.data["text/html"]).toBe("new");
  });

  it("gives a handle that a cell can tell from a value to show", () => {
    expect(isDisplayHandle(display(1))).toBe(true);
    expect(isDisplayHandle({ id: "x", update() {} })).toBe(false);
  });

  it("prints the plain form where there is no host", () => {
    setHost(undefined);
    const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    display.raw({ "text/html": "<b>x</b>", "text/plain": "x" });
    expect(write).toHaveBeenCalledWith("x\n");
  });
});

describe("clearOutput", () => {
  it("clears at once, or with the next output", () => {
    clearOutput();
    clearOutput({ wait: true });
    expect(recording.outputs).toEqual([
      { type: "clear", wait: false },
      { type: "clear", wait: true },
    ]);
  });
});
