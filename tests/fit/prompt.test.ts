import { describe, expect, it } from "vitest";
import { injectCue } from "../../src/fit/cued-example.ts";
import { fewShotMessages, focusMessages } from "../../src/fit/prompt.ts";
import { ssTask } from "../../src/fit/tasks/ss.ts";
import { makeTexts } from "./texts.ts";

const [query, shot] = makeTexts(1).map((text) => injectCue(ssTask, text, "Bayesian", 0));

describe("focusMessages", () => {
  it("puts the focus sentence after the task, and the input into the user's message", () => {
    expect(focusMessages(ssTask, query!, "Ignore the keyword.")).toEqual([
      { role: "system", content: `${ssTask.instruction} Ignore the keyword.` },
      { role: "user", content: query!.fields["text"] },
    ]);
  });

  it("is the task alone without a focus sentence", () => {
    expect(focusMessages(ssTask, query!, "")[0]!.content).toBe(ssTask.instruction);
  });
});

describe("fewShotMessages", () => {
  it("answers the earlier turns as the query's type asks", () => {
    const messages = fewShotMessages(ssTask, query!, {
      shots: [{ ...shot!, label: "negative" }],
      type: 4,
      phrase: "Use the keyword.",
    });
    const roles = messages.map(({ role }) => role);
    expect(roles).toEqual(["system", "user", "assistant", "user"]);
    expect(messages[2]!.content).toBe("positive");
    expect(messages[3]!.content).toBe(query!.fields["text"]);
  });
});
