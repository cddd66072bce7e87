import { requireKnownName } from "../../core/names.ts";
import type { Arithmetic, ArithmeticName } from "./arithmetic.ts";
import { exact } from "./dyadic.ts";
import { float32, float64 } from "./float.ts";

export type { Arithmetic, ArithmeticName } from "./arithmetic.ts";

const names: readonly ArithmeticName[] = ["float64", "float32", "exact"];

/** Calls `use` with the arithmetic of that name. @throws {ConfigError} If there is none. */
export function withArithmetic<R>(
  name: ArithmeticName,
  use: <V>(arithmetic: Arithmetic<V>) => R,
): R {
  switch (requireKnownName("arithmetic", name, names)) {
    case "float64":
      return use(float64);
    case "float32":
      return use(float32);
    case "exact":
      return use(exact);
  }
}
