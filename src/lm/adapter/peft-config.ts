import { z } from "zod";
import { ConfigError, requireInRange, requireKnownName } from "../../core/index.ts";
import { projectionNames } from "../model/model.ts";
import type { Adapter } from "./adapter.ts";

/** What `adapter_config.json` says of an adapter. */
export type PeftConfig = Pick<Adapter, "rank" | "alpha" | "dropout" | "targets"> & {
  /** Name or path of the base model; empty where it is not known. */
  readonly baseName: string;
};

const configSchema = z.looseObject({
  peft_type: z.literal("LORA"),
  task_type: z.literal("CAUSAL_LM").nullish(),
  base_model_name_or_path: z.string().nullish(),
  r: z.number(),
  lora_alpha: z.number(),
  lora_dropout: z.number().default(0),
  target_modules: z.array(z.string()).min(1),
  bias: z.literal("none").default("none"),
  // The other kinds change the base weights too.
  init_lora_weights: z
    .union([z.boolean(), z.enum(["gaussian", "eva", "orthogonal"])])
    .default(true),
});

// Each makes of LoRA another computation, or of some matrices another rank.
const variants = [
  "alora_invocation_tokens",
  "alpha_pattern",
  "arrow_config",
  "exclude_modules",
  "fan_in_fan_out",
  "kasa_config",
  "layer_replication",
  "layers_to_transform",
  "lora_bias",
  "modules_to_save",
  "monteclora_config",
  "rank_pattern",
  "target_parameters",
  "trainable_token_indices",
  "use_bdlora",
  "use_dora",
  "use_qalora",
  "use_rslora",
  "velora_config",
] as const;

/** Writes `adapter_config.json`; PEFT has its defaults for the rest. */
export function encodePeftConfig({ rank, alpha, dropout, targets, baseName }: PeftConfig): string {
  const config = {
    peft_type: "LORA",
    task_type: "CAUSAL_LM",
    base_model_name_or_path: baseName,
    r: rank,
    lora_alpha: alpha,
    lora_dropout: dropout,
    target_modules: targets,
    bias: "none",
    fan_in_fan_out: false,
    init_lora_weights: true,
    modules_to_save: null,
    inference_mode: true,
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}

/**
 * Reads `adapter_config.json`.
 *
 * @throws {ConfigError} If it is not that of plain LoRA on a decoder's own matrices.
 */
export function decodePeftConfig(text: string): PeftConfig {
  const parsed = configSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    throw new ConfigError(
      "decodeAdapter: adapter_config.json must be that of plain LoRA\n" +
        z.prettifyError(parsed.error),
    );
  }
  const config = parsed.data;
  for (const variant of variants) requireOff(variant, config[variant]);
  requireInRange("decodeAdapter: r", config.r, { min: 1, max: 2 ** 16, integer: true });
  requireInRange("decodeAdapter: lora_alpha", config.lora_alpha, { above: 0 });
  requireInRange("decodeAdapter: lora_dropout", config.lora_dropout, { min: 0, below: 1 });
  const given = config.target_modules.map((name) =>
    requireKnownName("decodeAdapter: target_modules", name, projectionNames),
  );
  return {
    rank: config.r,
    alpha: config.lora_alpha,
    dropout: config.lora_dropout,
    targets: projectionNames.filter((name) => given.includes(name)), // PEFT keeps no order
    baseName: config.base_model_name_or_path ?? "",
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`decodeAdapter: adapter_config.json must be JSON, got ${reason}`, {
      cause,
    });
  }
}

function requireOff(name: string, value: unknown): void {
  const isOff =
    value === undefined ||
    value === null ||
    value === false ||
    (typeof value === "object" && Object.keys(value).length === 0);
  if (isOff) return;
  throw new ConfigError(
    `decodeAdapter: ${name} must be off, got ${JSON.stringify(value).slice(0, 60)}. Only plain LoRA can be read.`,
  );
}
