const name = String.raw`[\p{ID_Start}$_][\p{ID_Continue}$]*(?:\.[\p{ID_Continue}$]+)*`;
const form = new RegExp(String.raw`^\s*(?:\?{1,2}\s*(${name})|(${name})\s*\?{1,2})\s*;?\s*$`, "u");

/**
 * What a cell such as `?Math.max` or `Math.max?` asks about.
 * @returns The name, or undefined for a cell that is to run.
 */
export function helpTopic(code: string): string | undefined {
  const [, after, before] = form.exec(code) ?? [];
  return after ?? before;
}
