import { requireKnownName } from "../../../core/names.ts";
import { requireInRange } from "../../../core/ranges.ts";
import type { ModelDtype } from "../model.ts";
import type { ProductMode } from "./network-steps.ts";
import { signalCondition } from "./signal-scales.ts";

/** How a network is written as a tanh RNN, LSTM or GRU. */
export interface ProductOptions {
  /** Number type of weights and values. Default: `"float64"`. */
  readonly dtype?: ModelDtype;
  /**
   * What to do about products of two factors that vary: `"exact"` refuses them; `"binary"` takes the
   * first factor to be always 0 or 1, and is then exact too; `"analogue"` computes any to a small error.
   * Default: `"exact"`.
   */
  readonly products?: ProductMode;
  /** For `"analogue"`: cancels the leading error, with twice the units. Default: true. */
  readonly richardson?: boolean;
  /**
   * For `"analogue"`: the greatest absolute value of a factor, where the network's bounds tell none; > 0.
   * Without either a factor is taken to be about 1, and there is no error bound. Default: none.
   */
  readonly maxValue?: number;
  /** For `"analogue"`: greatest length of a sequence, for the error bound alone. Default: none. */
  readonly maxLength?: number;
}

/** Options with their defaults, checked. */
export interface ParsedProductOptions
  extends Required<Omit<ProductOptions, "maxValue" | "maxLength">> {
  readonly maxValue: number | undefined;
  readonly maxLength: number | undefined;
  /** What a model relies on, in sentences. */
  readonly conditions: readonly string[];
  /** What else to do about products, in a sentence. */
  readonly remedy: string;
}

/** @throws {ConfigError} If an option is not allowed. */
export function parseProductOptions(
  emitter: string,
  { dtype = "float64", products = "exact", richardson = true, maxValue, maxLength }: ProductOptions,
): ParsedProductOptions {
  requireKnownName(`${emitter}: dtype`, dtype, ["float64", "float32"]);
  requireKnownName(`${emitter}: products`, products, ["exact", "binary", "analogue"]);
  if (maxValue !== undefined) {
    const positive = { above: 0, below: Number.POSITIVE_INFINITY };
    requireInRange(`${emitter}: maxValue`, maxValue, positive);
  }
  if (maxLength !== undefined) {
    requireInRange(`${emitter}: maxLength`, maxLength, { min: 1, integer: true });
  }
  return {
    dtype,
    products,
    richardson,
    maxValue,
    maxLength,
    conditions: [signalCondition(dtype), ...productConditions[products]],
    remedy:
      'Give products: "binary" if the first factor is always 0 or 1, "analogue" if a small error is allowed, or build the program without products, e.g. with the conditional "optimized".',
  };
}

const productConditions: Readonly<Record<ProductMode, readonly string[]>> = {
  exact: [],
  binary: ["First factors of products are 0 or 1."],
  analogue: [
    "Factors of products keep to their bounds, or to maxValue.",
    "The error bound is a worst case: programs that decide by wide margins stay far below it.",
  ],
};
