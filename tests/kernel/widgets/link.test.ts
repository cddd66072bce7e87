import { describe, expect, it } from "vitest";
import { link, slider } from "../../../kernel/widgets/index.ts";
import { recordOutputs } from "../display/recording-host.ts";

const recording = recordOutputs();

/** What the linked output showed, one after the other. */
const shown = () =>
  recording
    .displays()
    .filter(({ update }) => update)
    .map(({ data }) => data["text/plain"]);

const makeSlider = () => slider({ min: 0, max: 10 });

describe("link", () => {
  it("shows the widget, then what the function returns", () => {
    link(makeSlider(), ({ value }) => value * 2);
    const [view, place] = recording.displays();
    expect(view?.data).toHaveProperty(["application/vnd.jupyter.widget-view+json"]);
    expect(place?.update).toBe(false);
    expect(shown()).toEqual(["0"]);
  });

  it("shows in the same place what the function returns after a change", () => {
    const widget = makeSlider();
    const { id } = link(widget, ({ value, max }) => `${value} of ${max}`);
    widget.set("value", 4);
    expect(shown()).toEqual(["'0 of 10'", "'4 of 10'"]);
    expect(recording.displays().at(-1)?.displayId).toBe(id);
  });

  it("waits for a promise and shows only the latest", async () => {
    const widget = makeSlider();
    const finish: (() => void)[] = [];
    link(widget, ({ value }) => new Promise((resolve) => finish.push(() => resolve(value))));
    widget.set("value", 1);
    for (const settle of finish.reverse()) settle();
    await new Promise((resolve) => setImmediate(resolve));
    expect(shown()).toEqual(["1"]);
    expect(recording.pending).toHaveLength(1);
  });

  it("leaves the output when the function returns nothing", () => {
    const values: number[] = [];
    const widget = makeSlider();
    link(widget, ({ value }) => {
      values.push(value);
    });
    widget.set("value", 2);
    expect([values, shown()]).toEqual([[0, 2], []]);
  });

  it("shows an error in place and throws it on", () => {
    const fail = () => {
      throw new RangeError("too far");
    };
    expect(() => link(makeSlider(), fail)).toThrow("too far");
    expect(recording.displays().at(-1)?.data).toHaveProperty(
      ["application/vnd.jupyter.stderr"],
      "RangeError: too far",
    );
  });
});
