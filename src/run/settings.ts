import { z } from "zod";
import { ConfigError } from "../core/errors.ts";
import { nearestName } from "../core/names.ts";
import type { Job } from "./job.ts";

/** Settings by name, nested ones as objects. */
export type Settings = Readonly<Record<string, unknown>>;

/** What is read of a JSON schema. */
interface Shape {
  readonly type?: unknown;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly additionalProperties?: Shape | boolean;
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
}

/** A setting of an experiment, as a person writes it. */
export interface KnownSetting {
  /** E.g. `training.seed`. */
  readonly key: string;
  /** E.g. `number`, or the values that it may have. */
  readonly type: string;
  /** As JSON; absent without one. */
  readonly default?: string;
}

/**
 * Puts assignments into settings. A value is JSON, or text where it is none or the setting takes text.
 *
 * @param assignments - Each `key=value`, the key as a path: `training.seed=3`.
 * @throws {ConfigError} On a key that is no setting of the experiment; names the nearest.
 */
export function assign(
  job: Pick<Job<unknown>, "name" | "schema">,
  settings: Settings,
  assignments: readonly string[],
): Settings {
  const shape = shapeOf(job);
  return assignments.reduce((result, assignment) => {
    const split = assignment.indexOf("=");
    if (split < 1) {
      throw new ConfigError(`--set: key=value is required, got "${assignment}"`);
    }
    const [key, text] = [assignment.slice(0, split), assignment.slice(split + 1)];
    const leaves = find([shape], key.split("."));
    if (leaves.length === 0) throw unknownKey(job, shape, key);
    return setAt(result, key, parseValue(leaves, text));
  }, settings);
}

/** Sets one value in nested settings; what is on the way and no object is replaced. */
export function setAt(settings: Settings, key: string, value: unknown): Settings {
  const [first = "", ...rest] = key.split(".");
  if (rest.length === 0) return { ...settings, [first]: value };
  const inner = settings[first];
  return { ...settings, [first]: setAt(isObject(inner) ? inner : {}, rest.join("."), value) };
}

/** Lists what an experiment can be told. */
export function knownSettings(job: Pick<Job<unknown>, "schema">): readonly KnownSetting[] {
  return list(shapeOf(job), "");
}

/**
 * The fewest assignments that give settings, for a command line.
 *
 * @param config - Complete settings.
 */
export function assignmentsOf(job: Job<unknown>, config: unknown): readonly string[] {
  const whole = sorted(job.parse(config));
  const leaves = isObject(config) ? leavesOf(config, "") : [];
  let kept = leaves;
  for (const leaf of leaves) {
    const fewer = kept.filter((other) => other !== leaf);
    if (gives(job, fewer, whole)) kept = fewer;
  }
  return kept.map(
    ([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
}

type Leaf = readonly [key: string, value: unknown];

function gives(job: Job<unknown>, leaves: readonly Leaf[], whole: string): boolean {
  try {
    const settings = leaves.reduce<Settings>((all, [key, value]) => setAt(all, key, value), {});
    return sorted(job.parse(settings)) === whole;
  } catch {
    return false;
  }
}

function leavesOf(settings: Settings, prefix: string): readonly Leaf[] {
  return Object.entries(settings).flatMap(([name, value]) =>
    isObject(value) && Object.keys(value).length > 0
      ? leavesOf(value, `${prefix}${name}.`)
      : [[`${prefix}${name}`, value] as const],
  );
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    isObject(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

function shapeOf({ schema }: Pick<Job<unknown>, "schema">): Shape {
  return z.toJSONSchema(schema, { io: "input", unrepresentable: "any", reused: "inline" }) as Shape; // a JSON schema's codec
}

/** The forms that a setting may have; none if there is no such setting. */
function find(shapes: readonly Shape[], path: readonly string[]): readonly Shape[] {
  const all = shapes.flatMap(alternatives);
  const [name, ...rest] = path;
  if (name === undefined) return all;
  const inner = all.flatMap(({ properties = {}, additionalProperties: other }) => {
    const own = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (own !== undefined) return [own];
    return typeof other === "object" ? [other] : [];
  });
  return find(inner, rest);
}

function alternatives(shape: Shape): readonly Shape[] {
  const options = [...(shape.anyOf ?? []), ...(shape.oneOf ?? [])];
  return options.length === 0 ? [shape] : options.flatMap(alternatives);
}

function list(shape: Shape, prefix: string): readonly KnownSetting[] {
  const properties = new Map<string, Shape[]>();
  for (const { properties: own = {} } of alternatives(shape)) {
    for (const [name, inner] of Object.entries(own)) {
      properties.set(name, [...(properties.get(name) ?? []), inner]);
    }
  }
  return [...properties].flatMap(([name, inner]) => {
    const merged: Shape = inner.length === 1 ? inner[0]! : { anyOf: inner };
    const nested = list(merged, `${prefix}${name}.`);
    if (nested.length > 0) return nested;
    const value = merged.default;
    const text = value === undefined ? {} : { default: JSON.stringify(value) };
    return [{ key: `${prefix}${name}`, type: typeOf(merged), ...text }];
  });
}

function typeOf(shape: Shape): string {
  const types = alternatives(shape).map((option) => {
    const { const: only } = option as { readonly const?: unknown };
    if (only !== undefined) return String(only);
    return option.enum?.join(" | ") ?? (typeof option.type === "string" ? option.type : "any");
  });
  return [...new Set(types)].join(" | ");
}

function parseValue(shapes: readonly Shape[], text: string): unknown {
  if (shapes.every(({ type }) => type === "string")) return text;
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return text;
  }
}

function unknownKey({ name }: Pick<Job<unknown>, "name">, shape: Shape, key: string): ConfigError {
  const known = list(shape, "").map((setting) => setting.key);
  const nearest = nearestName(key, known) ?? known.find((other) => other.endsWith(`.${key}`));
  const suggestion = nearest === undefined ? "" : ` Did you mean "${nearest}"?`;
  return new ConfigError(
    `--set: a setting of ${name} is required, got "${key}".${suggestion} triptych run ${name} --help lists them.`,
  );
}

function isObject(value: unknown): value is Settings {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
