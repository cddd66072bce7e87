import { stageLetters } from "../network/index.ts";
import type { ModelDtype } from "./model.ts";
import type { Form, RegisterStage } from "./register-file.ts";
import { streamScales } from "./residual-stream.ts";
import { stateChannels } from "./state-channels.ts";

/** A form times a power of two. */
export interface ScaledForm {
  readonly form: Form;
  readonly gain: number;
}

/**
 * A channel of a Mamba block: `silu(kernel * source)` goes through the recurrence `h <- decay h + u`,
 * is multiplied by `silu(gate)` or, where there is none, by 1, and is added to a register.
 */
export interface MambaChannel {
  readonly source: ScaledForm;
  /** By lag. */
  readonly kernel: readonly number[];
  /** In [0, 1]. */
  readonly decay: number;
  readonly gate?: ScaledForm;
  readonly register: number;
  /** What the channel is multiplied with before it is added. */
  readonly weight: number;
}

/** A block: what a stage of the network becomes. */
export interface MambaBlock {
  /** What the message of an error starts with, e.g. `"emitMamba: stage 3 (S)"`. */
  readonly subject: string;
  readonly channels: readonly MambaChannel[];
  /** Added to registers, token by token: the starts of states. */
  readonly offsets: readonly (readonly [register: number, value: number])[];
}

// A product has two gains: they share what the stream's scale leaves of a type's range.
const productGains = { float32: 2 ** 30, float64: 2 ** 150 };

/**
 * Writes a stage as channels. Signed values take two: `silu(y) - silu(-y) = y`, for every real `y`.
 *
 * @throws {CompileError} If a state needs a horizon and there is none.
 */
export function mambaBlock(
  registerStage: RegisterStage,
  { maxLength, dtype }: { readonly maxLength: number | undefined; readonly dtype: ModelDtype },
): MambaBlock {
  const { gain } = streamScales[dtype];
  const productGain = productGains[dtype];
  const { kind, stage } = registerStage;
  const subject = `emitMamba: stage ${stage} (${stageLetters[kind]})`;
  switch (kind) {
    case "ReLU": {
      const channels = registerStage.units.map(
        ({ register, form }): MambaChannel => ({
          source: { form, gain: gain },
          kernel: [1],
          decay: 0,
          register,
          weight: 1 / gain,
        }),
      );
      return { subject, channels, offsets: [] };
    }
    case "Multiplicative": {
      const channels = registerStage.units.flatMap(({ register, gate, value }) =>
        signsOf(gate).flatMap((gateSign) =>
          signsOf(value).map(
            (valueSign): MambaChannel => ({
              source: { form: value, gain: valueSign * productGain },
              kernel: [1],
              decay: 0,
              gate: { form: gate, gain: gateSign * productGain },
              register,
              weight: (gateSign * valueSign) / productGain ** 2,
            }),
          ),
        ),
      );
      return { subject, channels, offsets: [] };
    }
    case "LinState": {
      const options = { subject, allowsRecurrence: true, maxLength };
      const channels = registerStage.units
        .flatMap((block) => stateChannels(block, options))
        .flatMap(({ register, source, kernel, decay }) => {
          const signs = kernel.every((value) => value >= 0) ? signsOf(source) : bothSigns;
          return signs.map(
            (sign): MambaChannel => ({
              source: { form: source, gain: sign * gain },
              kernel,
              decay,
              register,
              weight: sign / gain,
            }),
          );
        });
      const offsets = registerStage.units.flatMap(({ registers, initState }) =>
        registers.map((register, i) => [register, initState[i]!] as const),
      );
      return { subject, channels, offsets };
    }
  }
}

const bothSigns = [1, -1];

/** Whose silu is needed: of the form, or of its negative too. */
function signsOf({ bounds }: Form): readonly number[] {
  return bounds.min >= 0 ? [1] : bothSigns;
}
