import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { findNativeCompiler } from "../../../../kernel/evaluate/check/binary.ts";

describe("findNativeCompiler", () => {
  it("finds the compiler of this platform", () => {
    expect(existsSync(findNativeCompiler())).toBe(true);
  });

  it("names the package and the remedy where there is none", () => {
    expect(() => findNativeCompiler("plan9-mips")).toThrow(
      /@typescript\/typescript-plan9-mips.*run npm install without --omit=optional/,
    );
  });
});
