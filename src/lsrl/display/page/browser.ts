/**
 * The few parts of a browser's elements that the scripts of our pages use. The functions in this
 * folder run there: pages embed their source, so they use nothing from outside their arguments.
 */
export interface PageElement {
  innerHTML: string;
  textContent: string | null;
  /** Of an input, a select or a text area. */
  value: string;
  hidden: boolean;
  readonly dataset: Record<string, string | undefined>;
  scrollLeft: number;
  scrollTop: number;
  readonly clientWidth: number;
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
  closest(selector: string): PageElement | null;
  addEventListener(type: string, listener: (event: PageEvent) => void): void;
  getBoundingClientRect(): { readonly left: number; readonly top: number };
}

/** What the scripts use of an event. */
export interface PageEvent {
  readonly target: PageElement;
  /** From the left and the top of the window, in pixels. */
  readonly clientX: number;
  readonly clientY: number;
  /** 1 while the main button is down. */
  readonly buttons: number;
}

/** Functions that a script is given, each of which uses nothing from outside itself. */
export interface PageTools {
  readonly [name: string]: ((...args: never[]) => unknown) | PageTools;
}

/** The element inside `root` that is marked `data-part="name"`. It runs in the browser. */
export function partOf(root: PageElement, name: string): PageElement {
  const found = root.querySelector(`[data-part=${name}]`);
  if (found === null) throw new Error(`page: no part ${name}`);
  return found;
}
