import { createContext, runInContext } from "node:vm";
import type { PageElement } from "../../../src/lsrl/display/page/browser.ts";
import { documentOf } from "./markup.ts";

/** A page whose script has run, outside a browser. */
export interface RunningPage {
  /** @throws {Error} If nothing matches. */
  readonly find: (selector: string) => PageElement;
  /** Writes into an input and says so. */
  readonly write: (selector: string, value: string) => void;
}

/**
 * Runs the script of a page with nothing of this process in reach but the document and a clock: what
 * a function of the page needs from outside its source is then missing.
 */
export function runPage(html: string): RunningPage {
  const document = documentOf(html);
  const script = /<script>([\s\S]*)<\/script>/.exec(html)?.[1] ?? "";
  const sandbox = createContext({ document, performance, setTimeout, clearTimeout });
  runInContext(script, sandbox);
  const find = (selector: string): PageElement => {
    const found = document.querySelector(selector);
    if (found === null) throw new Error(`no ${selector}`);
    return found;
  };
  return {
    find,
    write(selector, value) {
      const input = find(selector);
      input.value = value;
      dispatch(input, "input");
    },
  };
}

/** Events of the DOM library bubble as those of a browser do. */
export function dispatch(target: PageElement, type: string): void {
  const view: unknown = Reflect.get(Object(Reflect.get(target, "ownerDocument")), "defaultView");
  const EventClass: unknown = Reflect.get(Object(view), "Event");
  if (typeof EventClass !== "function") throw new Error("no Event");
  const event: unknown = Reflect.construct(EventClass, [type, { bubbles: true }]);
  Reflect.apply(Reflect.get(target, "dispatchEvent"), target, [event]);
}
