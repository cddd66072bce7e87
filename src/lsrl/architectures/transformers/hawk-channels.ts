import { stageLetters } from "../../network/index.ts";
import type { ModelDtype } from "../model.ts";
import type { Form, ProductUnit, ReluUnit } from "./register-file.ts";
import { type Decay, decayOf } from "./rg-lru.ts";
import type { StateChannel } from "./state-channels.ts";

/** A channel of a recurrent block: the state's channel, and the unit that computes it. */
export interface RecurrentChannel extends StateChannel {
  readonly unit: RecurrentUnit;
}

/** Parameter of an RG-LRU with open gates, and what it then does. */
export interface RecurrentUnit extends Decay {
  readonly parameter: number;
}

/** A unit of an MLP: `gelu(gateGain * gate) * up`, added to a register. */
export interface MlpUnit {
  readonly gate: Form;
  readonly gateGain: number;
  readonly up: Form;
  readonly register: number;
  /** What the unit is multiplied with before it is added. */
  readonly weight: number;
}

/**
 * The unit that gives a decay.
 *
 * @param decay - In [0, 1]; 1 becomes `exp(-eta)`, for at 1 the factor of the input is 0.
 */
export function recurrentUnit(
  decay: number,
  { eta, dtype }: { readonly eta: number; readonly dtype: ModelDtype },
): RecurrentUnit {
  const rate = decay === 1 ? eta : -Math.log(decay);
  const parameter = decay === 0 ? 1000 : Math.log(Math.expm1(rate / 8)); // softplus(it) = rate / 8
  return { parameter, ...decayOf(parameter, 1, dtype) };
}

const one: Form = { entries: [], bias: 1, bounds: { min: 1, max: 1 } };

/** A ReLU as a unit: `gelu(K z) / K` for a large `K`, the gain. */
export function reluUnit({ register, form }: ReluUnit, gain: number): MlpUnit {
  return { gate: form, gateGain: gain, up: one, register, weight: 1 / gain };
}

/** A product as units: two where the gate may be negative, as `gelu(y) - gelu(-y) = y`, for any `y`. */
export function productUnits(
  { register, gate, value }: ProductUnit,
  gain: number,
): readonly MlpUnit[] {
  const signs = gate.bounds.min >= 0 ? [1] : [1, -1];
  return signs.map((sign) => ({
    gate,
    gateGain: sign * gain,
    up: value,
    register,
    weight: sign / gain,
  }));
}

/** What messages call a stage, e.g. `"emitHawk: stage 3 (S)"`. */
export function stageSubject(
  emitter: string,
  { stage, kind }: { readonly stage: number; readonly kind: keyof typeof stageLetters },
): string {
  return `${emitter}: stage ${stage} (${stageLetters[kind]})`;
}
