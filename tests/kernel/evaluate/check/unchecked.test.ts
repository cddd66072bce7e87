import { describe, expect, it } from "vitest";
import { leaveUnchecked } from "../../../../kernel/evaluate/check/unchecked.ts";

describe("leaveUnchecked", () => {
  it("fails once with the reason and then lets every cell pass", async () => {
    const checker = leaveUnchecked("no compiler here; install it");
    const cell = { id: "1", number: 1, code: "const a: string = 1", silent: false };
    await expect(checker.check(cell)).rejects.toThrow("no compiler here; install it");
    expect(await checker.check(cell)).toEqual([]);
  });
});
