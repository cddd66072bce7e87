/**
 * UTF-16 offset of a code-point offset: Jupyter counts code points, JavaScript UTF-16 units.
 * @param codePoints - Offset in code points; what lies outside the text is clamped to it.
 * @returns Offset in UTF-16 units, `0..text.length`.
 */
export function toUtf16Offset(text: string, codePoints: number): number {
  let offset = 0;
  for (let left = codePoints; left > 0 && offset < text.length; left -= 1) {
    offset += isPairAt(text, offset) ? 2 : 1;
  }
  return offset;
}

/**
 * Code-point offset of a UTF-16 offset.
 * @param offset - Offset in UTF-16 units; one inside a surrogate pair counts as the end of the pair.
 * @returns Offset in code points.
 */
export function toCodePointOffset(text: string, offset: number): number {
  let codePoints = 0;
  for (let at = 0; at < offset && at < text.length; codePoints += 1) {
    at += isPairAt(text, at) ? 2 : 1;
  }
  return codePoints;
}

function isPairAt(text: string, offset: number): boolean {
  return (text.codePointAt(offset) ?? 0) > 0xffff;
}
