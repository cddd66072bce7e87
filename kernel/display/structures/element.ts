import type { MimeBundle } from "../../evaluate/types.ts";

/** An SVG or HTML element of any DOM library: its markup. */
export function formatElement(value: object): MimeBundle | undefined {
  if (!("outerHTML" in value) || typeof value.outerHTML !== "string") return undefined;
  const isSvg = value.outerHTML.startsWith("<svg");
  const text = `[${isSvg ? "SVG" : "HTML"} element, ${value.outerHTML.length} characters]`;
  return { [isSvg ? "image/svg+xml" : "text/html"]: value.outerHTML, "text/plain": text };
}
