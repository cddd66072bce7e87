import type { Guarantee, ModelDtype } from "../model.ts";
import type { RecurrentChannel } from "./hawk-channels.ts";
import { streamCondition } from "./residual-stream.ts";
import { horizonCondition, horizonOf } from "./state-channels.ts";

/**
 * How near a Hawk comes. A sum `s_T = x_1 + .. + x_T` that is computed with a decay `1 - loss` is wrong
 * by at most `sum_k (1 - (1 - loss)^k) |x_{T-k}| <= loss T^2 / 2 max |x|`; all else is exact.
 */
export function hawkGuarantee(
  channels: readonly RecurrentChannel[],
  { maxLength, dtype }: { readonly maxLength: number | undefined; readonly dtype: ModelDtype },
): Guarantee {
  const conditions = [horizonCondition(horizonOf(channels, maxLength)), streamCondition(dtype)];
  if (channels.some(({ decay }) => decay > 0)) conditions.push("position_ids start at 1.");
  const sums = channels.filter(({ decay }) => decay === 1);
  const loss = Math.max(0, ...sums.map(({ unit }) => 1 - unit.a));
  if (loss === 0) {
    if (sums.length > 0) {
      conditions.push("exp is rounded correctly near 1, as it is by torch on a CPU.");
    }
    return { kind: "exact", errorBound: 0, conditions: conditions.join(" ") };
  }
  const summand = Math.max(...sums.flatMap(({ source: { bounds } }) => [-bounds.min, bounds.max]));
  conditions.push(
    `A sum of T tokens is wrong by at most ${loss} T^2 / 2 times its greatest summand; the bound is that of such a sum after maxLength tokens, not of what is made of it.`,
  );
  const length = maxLength ?? Number.POSITIVE_INFINITY;
  const errorBound = summand === 0 ? 0 : (loss * length ** 2 * summand) / 2;
  return { kind: "bounded", errorBound, conditions: conditions.join(" ") };
}
