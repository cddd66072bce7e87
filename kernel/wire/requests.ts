import { toUtf16Offset } from "./code-points.ts";
import { isJsonObject, type JsonObject } from "./message.ts";

/** Content of an execute_request, with the protocol's defaults for what is missing. */
export interface ExecuteRequest {
  readonly code: string;
  readonly silent: boolean;
  readonly storeHistory: boolean;
  readonly userExpressions: ReadonlyMap<string, string>;
  readonly stopOnError: boolean;
}

/** A place in a text, as complete_request and inspect_request give it. */
export interface CursorRequest {
  readonly code: string;
  /** UTF-16 units, `0..code.length`. */
  readonly offset: number;
}

/** Content of a history_request. */
export type HistoryRequest = { readonly output: boolean } & (
  | { readonly access: "tail"; readonly n: number }
  | {
      readonly access: "range";
      readonly session: number;
      readonly start: number;
      /** Exclusive; undefined reaches to the end. */
      readonly stop: number | undefined;
    }
  | {
      readonly access: "search";
      readonly pattern: string;
      readonly unique: boolean;
      /** Newest matches to return; undefined returns all. */
      readonly n: number | undefined;
    }
);

/** Reads the content of an execute_request; `silent` turns the history off. */
export function parseExecuteRequest(content: JsonObject): ExecuteRequest {
  const silent = readBoolean(content, "silent", false);
  const field = content["user_expressions"];
  const expressions = isJsonObject(field) ? field : {};
  const names = Object.keys(expressions);
  return {
    code: readString(content, "code", ""),
    silent,
    storeHistory: !silent && readBoolean(content, "store_history", true),
    userExpressions: new Map(names.map((name) => [name, readString(expressions, name, "")])),
    stopOnError: readBoolean(content, "stop_on_error", true),
  };
}

/** Reads code and cursor; a missing cursor is the end of the code. */
export function parseCursorRequest(content: JsonObject): CursorRequest {
  const code = readString(content, "code", "");
  const cursor = readNumber(content, "cursor_pos");
  return { code, offset: cursor === undefined ? code.length : toUtf16Offset(code, cursor) };
}

/** Reads the content of a history_request; an unknown access type counts as `tail`. */
export function parseHistoryRequest(content: JsonObject): HistoryRequest {
  const output = readBoolean(content, "output", false);
  const n = readNumber(content, "n");
  switch (content["hist_access_type"]) {
    case "range":
      return {
        access: "range",
        output,
        session: readNumber(content, "session") ?? 0,
        start: readNumber(content, "start") ?? 1,
        stop: readNumber(content, "stop"),
      };
    case "search":
      return {
        access: "search",
        output,
        pattern: readString(content, "pattern", "*"),
        unique: readBoolean(content, "unique", false),
        n,
      };
    default:
      return { access: "tail", output, n: n ?? 10 };
  }
}

/** A string field, or `fallback` where it is missing or of another type. */
export function readString(content: JsonObject, field: string, fallback: string): string {
  const value = content[field];
  return typeof value === "string" ? value : fallback;
}

/** A boolean field, or `fallback` where it is missing or of another type. */
export function readBoolean(content: JsonObject, field: string, fallback: boolean): boolean {
  const value = content[field];
  return typeof value === "boolean" ? value : fallback;
}

function readNumber(content: JsonObject, field: string): number | undefined {
  const value = content[field];
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}
