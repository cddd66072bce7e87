/** What the engine's name of a variable begins with, where the user's is a global's. */
export const enginePrefix = "__own_";

const engineName = new RegExp(`\\b${enginePrefix}(?=\\w)`, "g");

/** A name, or a text of the engine's with names, as the user knows them. */
export function withUserNames(text: string): string {
  return text.replaceAll(engineName, "");
}
