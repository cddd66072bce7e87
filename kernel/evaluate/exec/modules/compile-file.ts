import { readFileSync } from "node:fs";
import { CompileError, compileModule, type ModuleFormat } from "../compile/index.ts";
import { shortPath } from "../errors/short-path.ts";

/**
 * A file of the user as JavaScript.
 *
 * @throws {SyntaxError} If it is no TypeScript; its stack names the place in the file.
 */
export function compileFile(path: string, format: ModuleFormat): string {
  try {
    return compileModule(readFileSync(path, "utf8"), format).code;
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    const { message, line, column } = error;
    const inFile = new SyntaxError(message);
    const value = `SyntaxError: ${message}\n    at ${shortPath(path)}:${line}:${column}`;
    Object.defineProperty(inFile, "stack", { value, configurable: true, writable: true });
    throw inFile;
  }
}
