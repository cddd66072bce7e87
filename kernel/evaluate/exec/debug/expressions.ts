import { CompileError, toJavaScript, withEngineNames } from "../compile/index.ts";
import { DebugError } from "./protocol.ts";

/**
 * Makes JavaScript of what the user types into the debugger: an expression, else statements, whose
 * declarations stay among themselves.
 *
 * @throws {DebugError} If the text is neither.
 */
export function expressionOf(text: string): string {
  const options = { keepUnusedImports: true };
  try {
    return withEngineNames(toJavaScript(`(${text}\n)`, options).code);
  } catch {
    try {
      return withEngineNames(toJavaScript(`{${text}\n}`, options).code);
    } catch (error) {
      if (error instanceof CompileError) throw new DebugError(`SyntaxError: ${error.message}`);
      throw error;
    }
  }
}
