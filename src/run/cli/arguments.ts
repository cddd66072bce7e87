import { readFile } from "node:fs/promises";
import { type ParseArgsConfig, parseArgs } from "node:util";
import { z } from "zod";
import { ConfigError } from "../../core/errors.ts";
import { requireInRange } from "../../core/ranges.ts";

/**
 * Parses a command's arguments.
 *
 * @param program - Name for messages.
 * @throws {ConfigError} On an unknown option; the usage follows.
 */
export function parseArguments<const Options extends NonNullable<ParseArgsConfig["options"]>>(
  program: string,
  usage: string,
  args: readonly string[],
  options: Options,
): ReturnType<typeof parseArgs<{ allowPositionals: true; options: Options }>> {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`${program}: ${reason}\n\n${usage}`, { cause });
  }
}

/** Parses a whole number. @throws {ConfigError} If it is none, or below `min`. */
export function toCount(name: string, text: string, min: number): number {
  const value = text.trim() === "" ? Number.NaN : Number(text); // Number("") is 0
  if (Number.isNaN(value)) {
    throw new ConfigError(`${name} must be an integer >= ${min}, got "${text}"`);
  }
  requireInRange(name, value, { min, integer: true });
  return value;
}

/** Parses an amount of memory, e.g. `500MB` or `6GB`, in bytes. @throws {ConfigError} */
export function toBytes(name: string, text: string): number {
  const [, amount, unit = ""] = /^(\d+(?:\.\d+)?)([MG])B$/.exec(text) ?? [];
  if (amount === undefined) {
    throw new ConfigError(`${name} must be an amount like 500MB or 6GB, got "${text}"`);
  }
  return Math.round(Number(amount) * (unit === "G" ? 1e9 : 1e6));
}

/** Reads a file of JSON. @throws {ConfigError} If it is none. */
export async function readJson(program: string, file: string): Promise<unknown> {
  try {
    return z.json().parse(JSON.parse(await readFile(file, "utf8")));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`${program}: ${file} must be a JSON file, got ${reason}`, { cause });
  }
}
