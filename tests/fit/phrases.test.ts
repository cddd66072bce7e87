import { describe, expect, it } from "vitest";
import { focusTypes } from "../../src/fit/instructions.ts";
import { createPhrases } from "../../src/fit/phrases.ts";
import { bbqTask } from "../../src/fit/tasks/bbq.ts";
import { shansTask } from "../../src/fit/tasks/shans.ts";
import { smnliTask } from "../../src/fit/tasks/smnli.ts";
import { ssTask } from "../../src/fit/tasks/ss.ts";
import { weekdayTask } from "../../src/fit/tasks/two-features.ts";

const tasks = [ssTask, smnliTask, shansTask, bbqTask("Age"), bbqTask("Religion"), weekdayTask];
const worded = focusTypes.filter((type) => type !== 0);

describe("createPhrases", () => {
  it.each(tasks)("writes ten known and two held-out phrases of each type for $name", (task) => {
    const { known, heldOut } = createPhrases(task);
    for (const type of worded) {
      expect(new Set(known[type]).size).toBe(10);
      expect(new Set(heldOut[type]).size).toBe(2);
    }
  });

  it.each(tasks)("never gives a phrase of $name to two types", (task) => {
    const { known, heldOut } = createPhrases(task);
    const all = worded.flatMap((type) => [...known[type], ...heldOut[type]]);
    expect(new Set(all).size).toBe(all.length);
  });

  it.each([1, 3, 10])("holds out the same phrases when %i are known", (perType) => {
    const { known, heldOut } = createPhrases(ssTask, { perType });
    expect(heldOut).toEqual(createPhrases(ssTask).heldOut);
    for (const type of worded) expect(known[type]).toHaveLength(perType);
  });

  it("starts the list of ten with the list of three", () => {
    const three = createPhrases(ssTask, { perType: 3 }).known;
    const ten = createPhrases(ssTask).known;
    for (const type of focusTypes) expect(ten[type].slice(0, 3)).toEqual(three[type]);
  });

  it("is the empty text alone for the empty instruction", () => {
    const { known, heldOut } = createPhrases(ssTask);
    expect(known[0]).toEqual([""]);
    expect(heldOut[0]).toEqual([""]);
  });

  it.each(tasks)("names each feature that an instruction of $name is about", (task) => {
    const { known, heldOut } = createPhrases(task);
    const names = (phrase: string, feature: { readonly names: readonly string[] }) =>
      feature.names.some((name) => phrase.includes(name));
    const about = { core: [1, 2, 5, 6], spurious: [2, 3, 4, 5] };
    for (const type of worded) {
      for (const phrase of [...known[type], ...heldOut[type]]) {
        expect(names(phrase, task.core)).toBe(about.core.includes(type));
        expect(names(phrase, task.spurious)).toBe(about.spurious.includes(type));
      }
    }
  });

  it("writes one sentence, the pair with a comma", () => {
    const { known } = createPhrases(ssTask);
    for (const type of worded) {
      for (const phrase of known[type]) expect(phrase).toMatch(/^[A-Z][^.]*\.$/);
    }
    expect(known[5][0]).toBe("Focus on the keyword, and do not use the sentiment of the text.");
  });

  it("rejects more phrases than there are", () => {
    expect(() => createPhrases(ssTask, { perType: 16 })).toThrow(
      "createPhrases: perType must be an integer >= 1 and <= 15, got 16",
    );
  });
});
