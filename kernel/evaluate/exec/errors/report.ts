import { inspect } from "node:util";
import type { ErrorReport } from "../../types.ts";
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

interface ErrorLike {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly stack?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
}

/** Also errors of other realms, and of libraries that imitate them. */
function isErrorLike(value: unknown): value is ErrorLike {
  if (value instanceof Error) return true;
  return typeof value === "object" && value !== null && "stack" in value && "message" in value;
}

function nameAndMessage(thrown: unknown): { name: string; message: string } {
  if (!isErrorLike(thrown)) return { name: "Uncaught", message: plainText(thrown) };
  const given = textOf(thrown.name) || "Error";
  const { constructor: maker } = thrown;
  const isNamedByClass = given === "Error" && typeof maker === "function" && maker.name !== "";
  const name = isNamedByClass ? maker.name : given;
  return { name, message: textOf(thrown.message) };
}

function framesOf({ stack }: ErrorLike): string[] {
  const lines = textOf(stack).split("\n");
  const frames = lines.filter((line) => /^\s+at /.test(line)).map((line) => line.trim().slice(3));
  return userFrames(frames);
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

/** What the error carries besides, such as `code: 'ENOENT'`. */
function fieldLines(error: ErrorLike): string[] {
  const fields = Object.entries(error).filter(([key]) => !usualFields.has(key));
  if (fields.length === 0) return [];
  return plainText(Object.fromEntries(fields))
    .split("\n")
    .map((line) => `  ${line}`);
}

function innerLines(error: ErrorLike, depth: number): string[] {
  if (depth === maxDepth) return [];
  const { cause, errors } = error;
  const inner = (label: string, value: unknown) => {
    const [first = "", ...rest] = describe(value, depth + 1);
    return [`${label}: ${first}`, ...rest].map((line) => `  ${line}`);
  };
  return [
    ...(Array.isArray(errors) ? errors.flatMap((e, i) => inner(`Error ${i + 1}`, e)) : []),
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
