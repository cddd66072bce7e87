import { describe, expect, it } from "vitest";
import { matchesGlob } from "../../../kernel/server/glob.ts";

describe("matchesGlob", () => {
  it.each([
    ["", "", true],
    ["", "*", true],
    ["a", "", false],
    ["abc", "a*", true],
    ["abc", "*b", false],
    ["a\nb", "a*b", true],
    ["a\nb", "a?b", true],
    ["aXbXc", "a*Xc", true],
    ["aab", "*ab", true],
    ["😀b", "?b", true],
    ["b", "[a-c]", true],
    ["d", "[a-c]", false],
    ["-", "[a-]", true],
    ["b", "[c-a]", false],
    ["d", "[!a-c]", true],
    ["[", "[", true],
    ["[]", "[]", true],
    ["a.b", "a.b", true],
    ["axb", "a.b", false],
    ["^", "[!^]", false],
    ["\\", "[\\]", true],
  ])("%j against %j is %s", (text, pattern, matches) => {
    expect(matchesGlob(text, pattern)).toBe(matches);
  });

  it("is not slow for a pattern with many stars", () => {
    expect(matchesGlob("a".repeat(5000), `${"*a".repeat(50)}b`)).toBe(false);
  });
});
