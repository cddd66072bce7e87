import { inspect } from "node:util";
import type { ErrorReport } from "../../types.ts";
import { withUserNames } from "../compile/user-names.ts";
import { placeOf, userFrames } from "./frames.ts";
import { type Place, sourceOf } from "./sources.ts";

/** Errors inside errors are shown to this depth; a cause may be its own. */
const maxDepth = 5;

/**
 * What the user is told of a thrown value: its name and message, the line of the user's own that
 * threw, the frames, and the errors that it holds.
 */
export function reportOf(thrown: unknown): ErrorReport {
  const { name, message } = nameAndMessage(thrown);
  return { name, message, traceback: describe(thrown, 0) };
}

/** The report of a text that could not be compiled. */
export function syntaxReport(message: string, place: Place): ErrorReport {
  const at = `${place.name}:${place.line}:${place.column}`;
  const traceback = [title("SyntaxError", message), ...sourceLines([at]), frameLine(at)];
  return { name: "SyntaxError", message, traceback };
}

function describe(thrown: unknown, depth: number): string[] {
  const { name, message } = nameAndMessage(thrown);
  const frames = isErrorLike(thrown) ? framesOf(thrown) : [];
  return [
    ...title(name, message).split("\n"),
    ...sourceLines(frames),
    ...frames.map(frameLine),
    ...(isErrorLike(thrown) ? [...fieldLines(thrown), ...innerLines(thrown, depth)] : []),
  ];
}

/** Also errors of other realms, and of libraries that imitate them. */
function isErrorLike(value: unknown): value is object {
  try {
    if (value instanceof Error) return true;
    return typeof value === "object" && value !== null && "stack" in value && "message" in value;
  } catch {
    return false; // a proxy
  }
}

function nameAndMessage(thrown: unknown): { name: string; message: string } {
  if (!isErrorLike(thrown)) return { name: "Uncaught", message: plainText(thrown) };
  const given = textOf(read(thrown, "name")) || "Error";
  const maker = read(thrown, "constructor");
  const isNamedByClass = given === "Error" && typeof maker === "function" && maker.name !== "";
  const name = isNamedByClass ? maker.name : given;
  return { name, message: withUserNames(textOf(read(thrown, "message"))) };
}

/** A property of what was thrown; undefined where its getter throws. */
function read(thrown: object, key: string): unknown {
  try {
    return Reflect.get(thrown, key);
  } catch {
    return undefined;
  }
}

/** Where Node says, before the stack, that a module's text is wrong: its name, the line, a caret. */
const wrongText = /^(file:\/\/\S+|\/.+):(\d+)\n.*\n( *)\^/;

function framesOf(thrown: object): string[] {
  const stack = textOf(read(thrown, "stack"));
  const frames = stack.split("\n").filter((line) => /^\s+at /.test(line));
  const [, name, line, margin = ""] = wrongText.exec(stack) ?? [];
  const first = name === undefined ? [] : [`${name}:${line}:${margin.length + 1}`];
  const found = userFrames([...first, ...frames.map((frame) => frame.trim().slice(3))]);
  // Of a function that calls itself without end, two calls tell all.
  return found.filter((frame, i) => frame !== found[i - 1] || frame !== found[i - 2]);
}

/** The line of the first place that is in the user's own text, a caret below. */
function sourceLines(frames: readonly string[]): string[] {
  for (const frame of frames) {
    const place = placeOf(frame);
    if (place === undefined || place.name.includes("node_modules/")) continue;
    const text = sourceOf(place.name)?.split("\n")[place.line - 1];
    if (text === undefined) continue;
    const number = String(place.line);
    const margin = " ".repeat(number.length);
    const caret = `${text.slice(0, place.column - 1).replace(/[^\t]/g, " ")}^`;
    return [`  ${number} | ${text}`, `  ${margin} | ${red(caret)}`];
  }
  return [];
}

function frameLine(frame: string): string {
  const line = `    at ${frame}`;
  return placeOf(frame)?.name.startsWith("In[") === true ? line : gray(line);
}

const usualFields = new Set(["name", "message", "stack", "cause", "errors"]);
/** Fields of a SuppressedError, which `using` throws. */
const suppressedFields = new Set(["error", "suppressed"]);

/** What the error carries besides, such as `code: 'ENOENT'`. */
function fieldLines(error: object): string[] {
  const isSuppressed = "suppressed" in error;
  const fields = Object.keys(error)
    .filter((key) => !usualFields.has(key) && !(isSuppressed && suppressedFields.has(key)))
    .map((key) => [key, read(error, key)]);
  if (fields.length === 0) return [];
  return plainText(Object.fromEntries(fields))
    .split("\n")
    .map((line) => `  ${line}`);
}

function innerLines(error: object, depth: number): string[] {
  if (depth === maxDepth) return [];
  const inner = (label: string, value: unknown) => {
    const [first = "", ...rest] = describe(value, depth + 1);
    return [`${label}: ${first}`, ...rest].map((line) => `  ${line}`);
  };
  const errors = read(error, "errors");
  const cause = read(error, "cause");
  return [
    ...(Array.isArray(errors) ? errors.flatMap((e, i) => inner(`Error ${i + 1}`, e)) : []),
    ...("suppressed" in error
      ? [...inner("Disposal", read(error, "error")), ...inner("Suppressed", error.suppressed)]
      : []),
    ...(cause === undefined ? [] : inner("Caused by", cause)),
  ];
}

function title(name: string, message: string): string {
  return message === "" ? red(name) : `${red(name)}: ${message}`;
}

function red(text: string): string {
  return `\u001b[31m${text}\u001b[39m`;
}

function gray(text: string): string {
  return `\u001b[90m${text}\u001b[39m`;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : value === undefined ? "" : plainText(value);
}

/** A thrown value may also throw when it is looked at. */
function plainText(value: unknown): string {
  try {
    return inspect(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}
