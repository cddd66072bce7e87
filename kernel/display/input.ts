import type { Answer } from "../evaluate/types.ts";
import { type DisplayHost, getHost } from "./host.ts";

/** How `input` asks. */
export interface InputOptions {
  /** True hides what is typed. Default: false. */
  readonly password?: boolean;
}

/** Nobody can be asked. */
export class InputError extends Error {
  override readonly name = "InputError";
}

/**
 * Asks the user for a line of text; other work goes on meanwhile.
 *
 * @param text - Shown before the field, e.g. `"Name? "`.
 * @throws {InputError} If the cell was run where nobody can answer.
 */
export async function input(
  text: string = "",
  { password = false }: InputOptions = {},
): Promise<string> {
  return textOf("input", await hostOf("input").ask({ text: String(text), password }));
}

/**
 * Asks the user for a line of text and stands still until it is there; `await input()` does not.
 *
 * @param text - Shown before the field.
 * @param initial - What an empty line stands for.
 * @returns The line. It is never null here; the type is that of browsers.
 * @throws {InputError} If the cell was run where nobody can answer.
 */
export function prompt(text: string = "", initial?: string): string | null {
  const shown = initial === undefined ? String(text) : `${text} [${initial}] `;
  const answer = hostOf("prompt").askAndWait({ text: shown, password: false });
  return textOf("prompt", answer) || (initial ?? "");
}

function hostOf(asker: string): Required<Pick<DisplayHost, "ask" | "askAndWait">> {
  const { ask, askAndWait } = getHost() ?? {};
  if (ask !== undefined && askAndWait !== undefined) return { ask, askAndWait };
  throw new InputError(`${asker}: a notebook is required, got a plain program`);
}

function textOf(asker: string, answer: Answer): string {
  if (answer.refusal === undefined) return answer.value;
  throw new InputError(`${asker}: ${answer.refusal}`);
}
