import { describe, expect, it } from "vitest";
import { toCodePointOffset, toUtf16Offset } from "../../../kernel/wire/index.ts";

describe("code-point offsets", () => {
  it.each([
    { text: "abc", codePoints: 2, utf16: 2 },
    { text: "😀b", codePoints: 1, utf16: 2 },
    { text: "a😀😀b", codePoints: 3, utf16: 5 },
    { text: "e\u0301x", codePoints: 2, utf16: 2 },
    { text: "\ud83d!", codePoints: 1, utf16: 1 },
    { text: "", codePoints: 0, utf16: 0 },
  ])("convert both ways in $text", ({ text, codePoints, utf16 }) => {
    expect(toUtf16Offset(text, codePoints)).toBe(utf16);
    expect(toCodePointOffset(text, utf16)).toBe(codePoints);
  });

  it("are clamped to the text", () => {
    expect(toUtf16Offset("😀", 9)).toBe(2);
    expect(toUtf16Offset("abc", -1)).toBe(0);
    expect(toCodePointOffset("😀", 9)).toBe(1);
  });
});
