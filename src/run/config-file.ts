import { createHash } from "node:crypto";
import { z } from "zod";
import { ConfigError } from "../core/index.ts";

const settingsSchema = z.record(z.string(), z.unknown());

const gridSchema = z.strictObject({
  /** What it is for, in words. */
  about: z.string().exactOptional(),
  /** What all its cells have in common. */
  base: settingsSchema.exactOptional(),
  /** Values of settings: every combination is a cell. */
  grid: z.record(z.string(), z.array(z.unknown()).min(1)).exactOptional(),
  /** Further cells, or grids of their own. */
  cells: z.array(settingsSchema).exactOptional(),
});

type Settings = Readonly<Record<string, unknown>>;

/**
 * Lists the cells that a configuration stands for: itself, or with `grid` or `cells` every
 * combination of the grid's values over `base`, then the listed ones, which may be grids again.
 *
 * @throws {ConfigError} If it is neither.
 * @example
 * expandConfig({ base: { epochs: 5 }, grid: { eta: [0.1, 1], seed: [0, 1] } }); // 4 cells
 */
export function expandConfig(config: unknown, inherited: Settings = {}): readonly Settings[] {
  const settings = parse(settingsSchema, config);
  const isGrid = "grid" in settings || "cells" in settings;
  if (!isGrid) return [{ ...inherited, ...settings }];
  const { base = {}, grid, cells = [] } = parse(gridSchema, settings);
  const common = { ...inherited, ...base };
  return [
    ...(grid === undefined ? [] : combinations(grid).map((cell) => ({ ...common, ...cell }))),
    ...cells.flatMap((cell) => expandConfig(cell, common)),
  ];
}

/** A short name for settings, the same in whatever order they are written; 16 hexadecimal digits. */
export function hashConfig(job: string, config: unknown): string {
  return createHash("sha256")
    .update(JSON.stringify([job, sortKeys(config)]))
    .digest("hex")
    .slice(0, 16);
}

/** The last key varies fastest. */
function combinations(grid: Readonly<Record<string, readonly unknown[]>>): readonly Settings[] {
  return Object.entries(grid).reduce<readonly Settings[]>(
    (cells, [key, values]) =>
      cells.flatMap((cell) => values.map((value) => ({ ...cell, [key]: value }))),
    [{}],
  );
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries: [string, unknown][] = Object.entries(value);
  return entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, part]) => [key, sortKeys(part)]);
}

function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ConfigError(`expandConfig: invalid config\n${z.prettifyError(parsed.error)}`);
}
