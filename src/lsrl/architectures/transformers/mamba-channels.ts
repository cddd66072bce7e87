import { stageLetters } from "../../network/index.ts";
import type { ModelDtype } from "../model.ts";
import type { Form, ProductUnit, RegisterStage } from "./register-file.ts";
import { streamScales } from "./residual-stream.ts";
import { type StateChannel, stateChannels } from "./state-channels.ts";

/** A form times a power of two. */
interface ScaledForm {
  readonly form: Form;
  readonly gain: number;
}

/**
 * A channel of a Mamba block: `silu(kernel * source)` goes through the recurrence `h <- decay h + u`,
 * is multiplied by `silu(gate)` or, where there is none, by 1, and is added to a register.
 */
interface MambaChannel {
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

/** How stages are written. */
export interface MambaBlockOptions {
  readonly maxLength: number | undefined;
  readonly dtype: ModelDtype;
}

/**
 * Writes a stage as channels. Signed values take two: `silu(y) - silu(-y) = y`, for every real `y`.
 *
 * @throws {CompileError} If a state needs a horizon and there is none.
 */
export function mambaBlock(stage: RegisterStage, options: MambaBlockOptions): MambaBlock {
  const subject = `emitMamba: stage ${stage.stage} (${stageLetters[stage.kind]})`;
  const { gain } = streamScales[options.dtype];
  switch (stage.kind) {
    case "ReLU":
      return {
        subject,
        channels: stage.units.map(({ register, form }) => plainChannel(register, form, gain)),
        offsets: [],
      };
    case "Multiplicative": {
      const productGain = productGains[options.dtype];
      return {
        subject,
        channels: stage.units.flatMap((unit) => productChannels(unit, productGain)),
        offsets: [],
      };
    }
    case "LinState":
      return {
        subject,
        channels: stage.units
          .flatMap((block) => stateChannels(block, { subject, allowsRecurrence: true, ...options }))
          .flatMap((channel) => signedChannels(channel, gain)),
        offsets: stage.units.flatMap(({ registers, initState }) =>
          registers.map((register, i) => [register, initState[i]!] as const),
        ),
      };
  }
}

// A product has two gains: they share what the stream's scale leaves of a type's range.
const productGains = { float32: 2 ** 30, float64: 2 ** 150 };

function plainChannel(register: number, form: Form, gain: number): MambaChannel {
  return { source: { form, gain }, kernel: [1], decay: 0, register, weight: 1 / gain };
}

function productChannels(
  { register, gate, value }: ProductUnit,
  gain: number,
): readonly MambaChannel[] {
  return signsOf(gate).flatMap((gateSign) =>
    signsOf(value).map((valueSign) => ({
      ...plainChannel(register, value, valueSign * gain),
      gate: { form: gate, gain: gateSign * gain },
      weight: (gateSign * valueSign) / gain ** 2,
    })),
  );
}

function signedChannels(
  { register, source, kernel, decay }: StateChannel,
  gain: number,
): readonly MambaChannel[] {
  const signs = kernel.every((value) => value >= 0) ? signsOf(source) : bothSigns;
  return signs.map((sign) => ({ ...plainChannel(register, source, sign * gain), kernel, decay }));
}

const bothSigns = [1, -1];

/** Whose silu is needed: of the form, or of its negative too. */
function signsOf({ bounds }: Form): readonly number[] {
  return bounds.min >= 0 ? [1] : bothSigns;
}
