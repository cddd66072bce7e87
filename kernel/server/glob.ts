/**
 * Whether the whole of `text` matches a shell pattern: `*` stands for any text, `?` for one
 * character, `[ab]`, `[a-c]` and `[!ab]` for one of, or none of, a set.
 * Takes time in proportion to the lengths' product at most, whatever a client asks for.
 */
export function matchesGlob(text: string, pattern: string): boolean {
  const characters = [...text];
  const parts = parse(pattern);
  let at = 0;
  let part = 0;
  // Where the last `*` is, and the text from which what follows it is tried.
  let star = -1;
  let retry = 0;
  while (at < characters.length) {
    const matches = parts[part];
    if (matches === "any text") {
      star = part;
      retry = at;
      part += 1;
    } else if (matches?.(characters[at] ?? "")) {
      at += 1;
      part += 1;
    } else if (star >= 0) {
      retry += 1;
      at = retry;
      part = star + 1;
    } else {
      return false;
    }
  }
  return parts.slice(part).every((rest) => rest === "any text");
}

type Part = "any text" | ((character: string) => boolean);

function parse(pattern: string): readonly Part[] {
  return [...pattern.matchAll(/\[(!?)([^\]]+)\]|./gsu)].map(([whole, not, set]): Part => {
    if (set !== undefined) return (character) => isInSet(character, set) !== (not === "!");
    if (whole === "*") return "any text";
    return whole === "?" ? () => true : (character) => character === whole;
  });
}

function isInSet(character: string, set: string): boolean {
  return [...set.matchAll(/(.)-(.)|./gsu)].some(([whole, first, last]) =>
    first !== undefined && last !== undefined
      ? first <= character && character <= last
      : character === whole,
  );
}
