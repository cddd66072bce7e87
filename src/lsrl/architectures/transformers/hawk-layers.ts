import type { ModelDtype } from "../model.ts";
import {
  type MlpUnit,
  productUnits,
  type RecurrentChannel,
  recurrentUnit,
  reluUnit,
  stageSubject,
} from "./hawk-channels.ts";
import type { RegisterStage } from "./register-file.ts";
import { streamScales } from "./residual-stream.ts";
import { stateChannels } from "./state-channels.ts";

/** What the first half of a layer is. */
export type TemporalBlock = "recurrent" | "attention";

/** What a recurrent block computes. */
export interface StatePart {
  /** What the message of an error starts with, e.g. `"emitHawk: stage 3 (S)"`. */
  readonly subject: string;
  readonly channels: readonly RecurrentChannel[];
  /** Added to registers, token by token: the starts of states. */
  readonly offsets: readonly (readonly [register: number, value: number])[];
}

/** What an MLP computes. */
export interface MlpPart {
  readonly subject: string;
  readonly units: readonly MlpUnit[];
}

/** A layer of a RecurrentGemma; a half that computes nothing adds 0. */
export interface HawkLayer {
  readonly temporalBlock: TemporalBlock;
  readonly states?: StatePart;
  readonly mlp?: MlpPart;
}

/** How stages are written. */
export interface LayerOptions {
  readonly emitter: string;
  /** The temporal blocks, repeated for ever; at least one is recurrent. */
  readonly pattern: readonly TemporalBlock[];
  readonly allowsRecurrence: boolean;
  readonly maxLength: number | undefined;
  readonly eta: number;
  readonly dtype: ModelDtype;
}

/**
 * Puts stages into layers, in order: states need a recurrent block, all else goes into the MLP that
 * follows any block. Attention blocks stay unused.
 *
 * @throws {CompileError} If a state needs a horizon and there is none.
 */
export function planLayers(
  stages: readonly RegisterStage[],
  options: LayerOptions,
): readonly HawkLayer[] {
  const { pattern } = options;
  const layers: HawkLayer[] = [];
  const nextBlock = () => pattern[layers.length % pattern.length]!;
  for (const stage of stages) {
    if (stage.kind === "LinState") {
      while (nextBlock() === "attention") layers.push({ temporalBlock: "attention" });
      layers.push({ temporalBlock: "recurrent", states: statePart(stage, options) });
      continue;
    }
    const mlp = mlpPart(stage, options);
    const last = layers.at(-1);
    if (last === undefined || last.mlp !== undefined) {
      layers.push({ temporalBlock: nextBlock(), mlp });
    } else {
      layers[layers.length - 1] = { ...last, mlp };
    }
  }
  // The library can not build a model without layers.
  return layers.length > 0 ? layers : [{ temporalBlock: "recurrent" }];
}

type StateRegisters = Extract<RegisterStage, { kind: "LinState" }>;

function statePart(
  stage: StateRegisters,
  { emitter, allowsRecurrence, maxLength, eta, dtype }: LayerOptions,
): StatePart {
  const subject = stageSubject(emitter, stage);
  const channels = stage.units
    .flatMap((block) => stateChannels(block, { subject, allowsRecurrence, maxLength }))
    .map((channel) => ({ ...channel, unit: recurrentUnit(channel.decay, { eta, dtype }) }));
  const offsets = stage.units.flatMap(({ registers, initState }) =>
    registers.map((register, i) => [register, initState[i]!] as const),
  );
  return { subject, channels, offsets };
}

function mlpPart(
  stage: Exclude<RegisterStage, StateRegisters>,
  { emitter, dtype }: LayerOptions,
): MlpPart {
  const { gain } = streamScales[dtype];
  const units =
    stage.kind === "ReLU"
      ? stage.units.map((unit) => reluUnit(unit, gain))
      : stage.units.flatMap((unit) => productUnits(unit, gain));
  return { subject: stageSubject(emitter, stage), units };
}
