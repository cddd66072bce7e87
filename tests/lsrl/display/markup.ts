import { createRequire } from "node:module";
import type * as Linkedom from "linkedom";
import type { PageElement } from "../../../src/lsrl/display/page/browser.ts";

const linkedom: typeof Linkedom = createRequire(import.meta.url)("linkedom");

/** Elements of HTML that have no end tag. */
const emptyElements = new Set(["input", "br", "img", "meta"]);

/**
 * Why markup is not well-formed: a tag that is not closed, an attribute without quotes, a stray `<`
 * or `&`. `undefined` if it is. What is inside scripts and styles is not looked at.
 */
export function findFault(markup: string): string | undefined {
  const bare = markup.replace(/(<(script|style)>)[\s\S]*?(<\/\2>)/g, "$1$3");
  const open: string[] = [];
  const tag = /<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+="[^"<]*"|\s+(?:hidden|selected))*)\s*(\/?)>/y;
  const text = /(?:[^<&]|&(?:\w+|#\d+);)+/y;
  for (let at = 0; at < bare.length; ) {
    tag.lastIndex = at;
    text.lastIndex = at;
    const [whole = "", slash, name = "", , selfClosing] = tag.exec(bare) ?? text.exec(bare) ?? [];
    if (whole === "") return `at “${bare.slice(at, at + 60)}”`;
    at += whole.length;
    if (name === "" || selfClosing === "/" || emptyElements.has(name)) continue;
    if (slash !== "/") open.push(name);
    else if (open.pop() !== name)
      return `</${name}> closes nothing, before “${bare.slice(at, at + 40)}”`;
  }
  return open.length === 0 ? undefined : `<${open.join("> <")}> not closed`;
}

/** The document of a page. */
export function documentOf(html: string): Pick<PageElement, "querySelector" | "querySelectorAll"> {
  return linkedom.parseHTML(`<html><body>${html}</body></html>`).document;
}

/** How many elements match. */
export function count(markup: string, selector: string): number {
  return [...documentOf(markup).querySelectorAll(selector)].length;
}

/** Texts of all elements that match. */
export function textsOf(markup: string, selector: string): readonly string[] {
  return Array.from(
    documentOf(markup).querySelectorAll(selector),
    (found) => found.textContent ?? "",
  );
}
