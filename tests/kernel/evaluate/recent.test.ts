import { describe, expect, it } from "vitest";
import { Recent } from "../../../kernel/evaluate/recent.ts";

describe("Recent", () => {
  it("forgets what was set longest ago", () => {
    const recent = new Recent<number>(2);
    recent.set("a", 1);
    recent.set("b", 2);
    recent.set("a", 3);
    recent.set("c", 4);
    expect(recent.entries()).toEqual([
      ["a", 3],
      ["c", 4],
    ]);
    expect(recent.get("a")).toBe(3);
    expect(recent.get("b")).toBeUndefined();
  });
});
