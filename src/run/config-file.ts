import { createHash } from "node:crypto";
import { z } from "zod";
import { ConfigError } from "../core/errors.ts";
import { createRandom, type Random } from "../core/random.ts";
import { type Settings, setAt } from "./settings.ts";

const order = { message: "the first number must be the smaller one" };
const range = z.tuple([z.number(), z.number()]).refine(([low, high]) => low < high, order);
const positiveRange = range.refine(([low]) => low > 0, { message: "both numbers must be > 0" });

/** How a setting is drawn. */
const drawSchema = z.union([
  z.strictObject({ uniform: range }),
  z.strictObject({ logUniform: positiveRange }),
  /** Whole numbers, both ends included. */
  z.strictObject({ int: z.tuple([z.int(), z.int()]).refine(([low, high]) => low <= high, order) }),
  z.strictObject({ choice: z.array(z.unknown()).min(1) }),
]);

type Draw = z.output<typeof drawSchema>;

const settingsSchema = z.record(z.string(), z.unknown());

const gridSchema = z.strictObject({
  /** What it is for, in words. */
  about: z.string().exactOptional(),
  /** What all its cells have in common. */
  base: settingsSchema.exactOptional(),
  /** Kind of run: see `experiments`. */
  experiment: z.string().exactOptional(),
  /** Values of settings, nested ones as `training.seed`: every combination is a cell. */
  grid: z.record(z.string(), z.array(z.unknown()).min(1)).exactOptional(),
  /** Cells whose settings are drawn, each by its own law: equal seeds give equal cells. */
  random: z
    .strictObject({
      trials: z.int().min(1),
      seed: z.int().default(0),
      space: z.record(z.string(), drawSchema),
    })
    .exactOptional(),
  /** Further cells, or grids of their own. */
  cells: z.array(settingsSchema).exactOptional(),
});

/**
 * Lists the cells that a configuration stands for: itself, or with `grid`, `random` or `cells` every
 * combination of the grid's values over `base`, then the drawn ones, then the listed ones, which may be
 * grids again. A cell's setting takes the place of the base's, also where both are objects.
 *
 * @throws {ConfigError} If it is neither.
 * @example
 * expandConfig({ base: { epochs: 5 }, grid: { eta: [0.1, 1], seed: [0, 1] } }); // 4 cells
 * expandConfig({ base: { epochs: 5 }, random: { trials: 20, space: { eta: { logUniform: [0.01, 10] } } } });
 */
export function expandConfig(config: unknown, inherited: Settings = {}): readonly Settings[] {
  const settings = parse(settingsSchema, config);
  const isGrid = ["grid", "random", "cells"].some((key) => key in settings);
  if (!isGrid) {
    const { experiment: _, ...cell } = settings;
    return [{ ...inherited, ...cell }];
  }
  const { base = {}, grid, random, cells = [] } = parse(gridSchema, settings);
  const common = { ...inherited, ...base };
  return [
    ...(grid === undefined ? [] : combinations(grid, common)),
    ...(random === undefined ? [] : drawn(random, common)),
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
function combinations(
  grid: Readonly<Record<string, readonly unknown[]>>,
  common: Settings,
): readonly Settings[] {
  return Object.entries(grid).reduce<readonly Settings[]>(
    (cells, [key, values]) =>
      cells.flatMap((cell) => values.map((value) => setAt(cell, key, value))),
    [common],
  );
}

/** A cell depends on the seed, its number and the names, so that further ones change none. */
function drawn(
  { trials, seed, space }: NonNullable<z.output<typeof gridSchema>["random"]>,
  common: Settings,
): readonly Settings[] {
  const random = createRandom(seed);
  return Array.from({ length: trials }, (_, trial) =>
    Object.entries(space).reduce(
      (cell, [key, law]) => setAt(cell, key, draw(law, random.fork(`${trial} ${key}`))),
      common,
    ),
  );
}

function draw(law: Draw, random: Random): unknown {
  if ("uniform" in law) return random.uniform(...law.uniform);
  if ("logUniform" in law) {
    const [low, high] = law.logUniform;
    return Math.exp(random.uniform(Math.log(low), Math.log(high)));
  }
  if ("int" in law) return law.int[0] + random.integer(law.int[1] - law.int[0] + 1);
  return law.choice[random.integer(law.choice.length)];
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
