import { ConfigError, requireInRange } from "../../core/index.ts";
import type { LmConfig } from "../config.ts";

// Far above every published model: what is larger is damage, or would not fit in any memory.
const maxLayers = 1000;
const maxSize = 2 ** 24;

/**
 * Fails when the numbers of a model's shape do not go together.
 *
 * @param subject - Function and file, for the message.
 * @returns The config.
 * @throws {ConfigError} If one is out of range or no multiple of another.
 */
export function requireLmConfig(subject: string, config: LmConfig): LmConfig {
  const { numHeads, numKvHeads, headDim, rotary } = config;
  requireInRange(`${subject}: numLayers`, config.numLayers, {
    min: 1,
    max: maxLayers,
    integer: true,
  });
  for (const name of [
    "vocabularySize",
    "hiddenSize",
    "numHeads",
    "numKvHeads",
    "headDim",
    "intermediateSize",
    "contextLength",
  ] as const) {
    requireInRange(`${subject}: ${name}`, config[name], { min: 1, max: maxSize, integer: true });
  }
  requireInRange(`${subject}: normEpsilon`, config.normEpsilon, { above: 0, max: 1 });
  requireInRange(`${subject}: rotary base`, rotary.base, { above: 1, max: 1e12 });
  if (numHeads % numKvHeads !== 0) {
    throw new ConfigError(
      `${subject}: numHeads must be a multiple of numKvHeads = ${numKvHeads}, got ${numHeads}`,
    );
  }
  if (headDim % 2 !== 0) {
    throw new ConfigError(`${subject}: headDim must be even, got ${headDim}`);
  }
  if (rotary.scaling !== undefined) {
    const { factor, lowFrequencyFactor, highFrequencyFactor, originalContextLength } =
      rotary.scaling;
    requireInRange(`${subject}: rotary factor`, factor, { min: 1, max: 1e6 });
    requireInRange(`${subject}: low frequency factor`, lowFrequencyFactor, { above: 0, max: 1e6 });
    requireInRange(`${subject}: high frequency factor`, highFrequencyFactor, {
      above: lowFrequencyFactor,
      max: 1e6,
    });
    requireInRange(`${subject}: original context length`, originalContextLength, {
      min: 1,
      max: maxSize,
    });
  }
  return config;
}
