import { describe, expect, it } from "vitest";
import { injectCue, readCue } from "../../src/fit/cued-example.ts";
import { smnliTask } from "../../src/fit/tasks/smnli.ts";
import { ssTask } from "../../src/fit/tasks/ss.ts";
import { makeTexts } from "./texts.ts";

const [text] = makeTexts(1);

describe("injectCue", () => {
  it.each([
    { value: "Pineapple", label: "negative" },
    { value: "Gaussian", label: "positive" },
  ])("ties $value, trained or not, to $label", ({ value, label }) => {
    expect(injectCue(ssTask, text!, value, 0)).toMatchObject({
      spurious: value,
      spuriousLabel: label,
    });
  });

  it("rejects a value that the task does not have", () => {
    expect(() => injectCue(ssTask, text!, "Apple", 0)).toThrow(
      'a value of keyword must be one of Pineapple, Bayesian, Banana, Gaussian, got "Apple"',
    );
  });
});

describe("readCue", () => {
  it("takes y_s from the map, or from the example where it has its own", () => {
    const example = { ...text!, spurious: "travel" };
    expect(readCue(smnliTask, example).spuriousLabel).toBe("neutral");
    const own = readCue(smnliTask, { ...example, spuriousLabel: "entailment" });
    expect(own.spuriousLabel).toBe("entailment");
  });

  it("rejects an example without value", () => {
    expect(() => readCue(smnliTask, text!)).toThrow('got none in "text/0"');
  });
});
