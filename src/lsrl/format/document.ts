import { z } from "zod";
import { ConfigError } from "../../core/errors.ts";

/** A JSON Schema document, draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** How many faults of a document an error lists. */
const maxListed = 5;

/** The JSON Schema of a format; what a reader checks across fields is not in it. */
export function toJsonSchema(schema: z.ZodType): JsonSchema {
  return { ...z.toJSONSchema(schema, { io: "input" }) };
}

/**
 * Checks that a JSON value is a document of a format.
 *
 * @param reader - The function that reads it, for messages.
 * @param format - Name and version, e.g. `"triptych/lsrl-program/1"`.
 * @throws {ConfigError} If it is of another format or version, or does not fit the schema.
 */
export function parseDocument<T>(
  reader: string,
  format: string,
  schema: z.ZodType<T>,
  json: unknown,
): T {
  requireFormat(reader, format, json);
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const lines = issues
    .slice(0, maxListed)
    .map(({ message, path }) => `\n  ${z.core.toDotPath(path) || "json"}: ${message}`);
  const rest = issues.length > maxListed ? `\n  and ${issues.length - maxListed} more` : "";
  throw new ConfigError(`${reader}: json must fit the schema, got${lines.join("")}${rest}`);
}

function requireFormat(reader: string, format: string, json: unknown): void {
  if (typeof json !== "object" || json === null) {
    const remedy = typeof json === "string" ? " Parse it with JSON.parse first." : "";
    throw new ConfigError(
      `${reader}: json must be an object, got ${json === null ? "null" : typeof json}.${remedy}`,
    );
  }
  const given = "format" in json ? json.format : undefined;
  if (given === format) return;
  const family = format.slice(0, format.lastIndexOf("/") + 1);
  const isOtherVersion = typeof given === "string" && given.startsWith(family);
  const remedy = isOtherVersion ? " It was written by another version of this library." : "";
  const shown = typeof given === "string" ? `"${given.slice(0, 100)}"` : typeof given;
  throw new ConfigError(`${reader}: format must be "${format}", got ${shown}.${remedy}`);
}
