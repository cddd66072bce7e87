import { requireKnownName } from "../../core/names.ts";
import { requireInRange } from "../../core/ranges.ts";
import { type Constants, type PresetName, presets } from "../sugar/index.ts";

/** Constants of a program: a preset, numbers, or `"auto"` for the least ones its bounds allow. */
export type ConstantsOption = PresetName | "auto" | Constants;

/**
 * The constants to build a program with.
 *
 * @param caller - Function, for the message.
 * @param option - What the user asked for.
 * @param auto - The least constants that the program's bounds allow; they are rounded up to powers of
 * two. Called only for `"auto"`, so it may refuse.
 * @throws {ConfigError} If there is no such preset, or a constant is not > 0 and finite.
 */
export function resolveConstants(
  caller: string,
  option: ConstantsOption,
  auto: () => Constants,
): Constants {
  if (typeof option !== "string") {
    const finite = { above: 0, below: Number.POSITIVE_INFINITY };
    requireInRange(`${caller}: constants.stepScale`, option.stepScale, finite);
    requireInRange(`${caller}: constants.largeConstant`, option.largeConstant, finite);
    return option;
  }
  const names = ["paper", "dyadic", "small", "auto"] as const;
  const name = requireKnownName(`${caller}: constants`, option, names);
  if (name !== "auto") return presets[name];
  const { stepScale, largeConstant } = auto();
  return {
    stepScale: powerOfTwoFrom(stepScale),
    largeConstant: powerOfTwoFrom(largeConstant),
  };
}

/** The least power of two that is >= `value`. */
function powerOfTwoFrom(value: number): number {
  return 2 ** Math.ceil(Math.log2(value));
}
