/** Base of every error a caller of the library can handle; its message ends with the remedy. */
export class ReproError extends Error {
  override readonly name: string = "ReproError";
}

/** An option, a name or an argument that is not allowed. */
export class ConfigError extends ReproError {
  override readonly name = "ConfigError";
}

/** What a {@link ShapeError} compares; letters stand for free dimensions. */
export interface ShapeMismatch {
  readonly expected: readonly (number | string)[];
  readonly actual: readonly number[];
}

/** A tensor or array of the wrong shape. */
export class ShapeError extends ReproError {
  override readonly name = "ShapeError";
  readonly expected: readonly (number | string)[];
  readonly actual: readonly number[];

  /**
   * @param subject - Function and argument, e.g. `"solveBundle: gram"`.
   * @param mismatch - The shape that is required and the one that came.
   */
  constructor(subject: string, { expected, actual }: ShapeMismatch) {
    super(`${subject}: expected shape [${expected.join(", ")}], got [${actual.join(", ")}]`);
    this.expected = expected;
    this.actual = actual;
  }
}

/** Where a {@link NumericsError} was met. */
export interface NumericsSite {
  /** Name of the tensor or number that is not finite. */
  readonly tensor: string;
  /** Training step, from 0; absent outside training. */
  readonly step?: number | undefined;
}

/** NaN or infinity where a finite number is required. */
export class NumericsError extends ReproError {
  override readonly name = "NumericsError";
  readonly tensor: string;
  readonly step: number | undefined;

  constructor(message: string, { tensor, step }: NumericsSite, options?: ErrorOptions) {
    super(message, options);
    this.tensor = tensor;
    this.step = step;
  }
}

/** The file a {@link DatasetError} is about, and its checksums where they matter. */
export interface DatasetFile {
  readonly path?: string | undefined;
  /** Hexadecimal sha256 that the manifest promises. */
  readonly expectedSha256?: string | undefined;
  /** Hexadecimal sha256 of the bytes found. */
  readonly actualSha256?: string | undefined;
}

/** Data that is missing, or not what its manifest says. */
export class DatasetError extends ReproError {
  override readonly name = "DatasetError";
  readonly path: string | undefined;
  readonly expectedSha256: string | undefined;
  readonly actualSha256: string | undefined;

  constructor(message: string, file: DatasetFile = {}, options?: ErrorOptions) {
    super(message, options);
    this.path = file.path;
    this.expectedSha256 = file.expectedSha256;
    this.actualSha256 = file.actualSha256;
  }
}

/** The tensor engine can not do what was asked; the message names the install step. */
export class EngineError extends ReproError {
  override readonly name = "EngineError";
}

/** A program that can not be built into a network. */
export class CompileError extends ReproError {
  override readonly name = "CompileError";
  /** From the program's output to the node at fault, e.g. `"Linear <- ReLU <- sum"`; may be empty. */
  readonly path: string;

  constructor(message: string, path = "", options?: ErrorOptions) {
    super(message, options);
    this.path = path;
  }
}

/** Whether an error is one that the user of a command can mend: a caller's, or the system's (no such folder, no space). */
export function isUserError(error: unknown): error is Error {
  return error instanceof ReproError || (error instanceof Error && "syscall" in error);
}

/** Whether an error is the system's of a code, such as `ENOENT`. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
