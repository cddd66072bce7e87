import { afterEach, beforeEach, expect, vi } from "vitest";
import { firstMismatch, type Tolerance, toValues, type Values } from "./allclose.ts";

expect.extend({
  toBeAllclose(actual: Values, expected: Values, tolerance: Tolerance = {}) {
    const mismatch = firstMismatch(toValues(actual), toValues(expected), tolerance);
    return {
      pass: mismatch === undefined,
      message: () => mismatch ?? "expected the values to differ",
    };
  },
});

interface AllcloseMatchers<R> {
  /** Elementwise `|a - e| <= atol + rtol * |e|`; by default rtol 1e-5 and atol 1e-8. */
  toBeAllclose(expected: Values, tolerance?: Tolerance): R;
}

declare module "vitest" {
  interface Matchers<T> extends AllcloseMatchers<T> {}
}

// A library that complains while its test passes is not well: an unexpected console.error fails the
// test. One that expects it clears the calls: `vi.mocked(console.error).mockClear()`.
beforeEach(() => {
  vi.spyOn(console, "error");
});

afterEach(() => {
  const calls = vi.isMockFunction(console.error) ? vi.mocked(console.error).mock.calls : [];
  vi.restoreAllMocks();
  // Not an `expect`: it would count as the assertion that every test must make.
  if (calls.length > 0) throw new Error(`unexpected console.error: ${calls.flat().join(" ")}`);
});
