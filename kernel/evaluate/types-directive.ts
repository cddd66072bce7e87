/** The code with a first line `%types ...` made a comment of the same length. */
export function hideTypesDirective(text: string): string {
  return text.replace(/^%t(?=ypes\b)/, "//");
}
