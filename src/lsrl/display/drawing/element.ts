import { escapeMarkup } from "../../../core/markup.ts";

/** Attributes of an element; those that are undefined are left out, numbers are rounded. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/**
 * An element as markup.
 *
 * @param children - Markup, in order; see {@link textNode} for plain text.
 */
export function element(name: string, attributes: Attributes, ...children: string[]): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${attributeText(value ?? "")}"`)
    .join("");
  const content = children.join("");
  return content === "" && !pairedElements.has(name)
    ? `<${name}${written}/>`
    : `<${name}${written}>${content}</${name}>`;
}

/** HTML elements that need an end tag also where they are empty. */
const pairedElements: ReadonlySet<string> = new Set(["div", "span", "script", "style", "textarea"]);

/** Plain text as markup. */
export function textNode(text: string): string {
  return escapeMarkup(text);
}

/** What the pointer shows over the element that this is the first child of. */
export function tooltip(text: string): string {
  return text === "" ? "" : `<title>${escapeMarkup(text)}</title>`;
}

/** A line of text in a picture; `attributes` need `x` and `y`, the place of its baseline. */
export function label(text: string, attributes: Attributes): string {
  return element("text", attributes, textNode(text));
}

/** A length in pixels, with at most two digits behind the point. */
export function pixels(value: number): string {
  if (!Number.isFinite(value)) throw new Error(`drawing: a place must be finite, got ${value}`);
  return String(Math.round(value * 100) / 100);
}

function attributeText(value: string | number): string {
  return typeof value === "number" ? pixels(value) : escapeMarkup(value);
}
