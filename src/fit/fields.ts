import { ConfigError } from "../core/index.ts";
import type { FocusExample } from "./task.ts";

/**
 * Reads a field that an example's prompt is made of.
 *
 * @throws {ConfigError} If the example lacks it.
 */
export function requireField({ id, fields }: FocusExample, name: string): string {
  const text = fields[name];
  if (text !== undefined) return text;
  throw new ConfigError(
    `requireField: example "${id}" must have the field ${name}, got ${Object.keys(fields).join(", ")}`,
  );
}

/**
 * Reads what an example is grouped by.
 *
 * @throws {ConfigError} If the example lacks it.
 */
export function requireGroup({ id, groups = {} }: FocusExample, name: string): string {
  const group = groups[name];
  if (group !== undefined) return group;
  const present = Object.keys(groups).join(", ") || "none";
  throw new ConfigError(
    `requireGroup: example "${id}" must have the group ${name}, got ${present}`,
  );
}
