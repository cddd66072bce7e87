/**
 * The part of the Debug Adapter Protocol that is spoken here; lines and columns count from 1.
 *
 * @see https://microsoft.github.io/debug-adapter-protocol/specification
 */

/** A request's arguments; read them by `textOf` and `numberOf`. */
export type Arguments = Readonly<Record<string, unknown>>;

/** What answers requests, by their command; gives the body of the response. */
export type Handlers = Readonly<Record<string, (given: Arguments) => unknown>>;

interface Source {
  readonly name?: string;
  readonly path?: string;
}

export interface Breakpoint {
  readonly verified: boolean;
  readonly line?: number;
  readonly message?: string;
  readonly source?: Source;
}

export interface StackFrame {
  readonly id: number;
  readonly name: string;
  readonly source: Source;
  readonly line: number;
  readonly column: number;
}

export interface Scope {
  readonly name: string;
  readonly variablesReference: number;
  readonly expensive: boolean;
}

export interface Variable {
  readonly name: string;
  readonly value: string;
  /** Of a value that has parts; JupyterLab shows it in place of the value. */
  readonly type?: string;
  /** What `variables` takes to list what is inside; 0: nothing is. */
  readonly variablesReference: number;
  /** An expression for it, where there is one. */
  readonly evaluateName?: string;
}

/** A request that can not be done, in words for the user. */
export class DebugError extends Error {
  override readonly name = "DebugError";
}

/** A required text of a request. */
export function textOf(given: Arguments, field: string): string {
  const value = given[field];
  if (typeof value === "string") return value;
  throw new DebugError(`${field}: a string is required, got ${JSON.stringify(value)}`);
}

/** The path of the source that a request is about. */
export function sourcePath({ source }: Arguments): string {
  return textOf(isArguments(source) ? source : {}, "path");
}

/** A number of a request; `fallback` stands for one that is missing. */
export function numberOf(given: Arguments, field: string, fallback?: number): number {
  const value = given[field] ?? fallback;
  if (typeof value === "number") return value;
  throw new DebugError(`${field}: a number is required, got ${JSON.stringify(value)}`);
}

/** The objects in a list of a request. */
export function listOf(given: Arguments, field: string): Arguments[] {
  const value = given[field];
  return Array.isArray(value) ? value.filter(isArguments) : [];
}

/** Whether a value is a JSON object. */
export function isArguments(value: unknown): value is Arguments {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
