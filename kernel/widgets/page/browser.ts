/**
 * The few parts of a browser that the widgets' modules use. The functions in this folder run there:
 * a module is made of their source, so they use nothing but one another.
 */
export interface PageElement {
  innerHTML: string;
  textContent: string | null;
  /** Of an input or a select. */
  value: string;
  hidden: boolean;
  readonly style: Record<string, string>;
  readonly classList: { add(name: string): void };
  readonly clientWidth: number;
  readonly ownerDocument: { readonly defaultView: PageWindow };
  setAttribute(name: string, value: string): void;
  querySelector(selector: string): PageElement | null;
  addEventListener(type: string, listener: (event: PagePointer) => void): void;
  getBoundingClientRect(): { readonly left: number };
}

/** Where a pointer is, in pixels from the left of the window. */
interface PagePointer {
  readonly clientX: number;
}

/** What the modules use of the window. */
interface PageWindow {
  requestAnimationFrame(draw: () => void): number;
  readonly ResizeObserver: new (
    onResize: () => void,
  ) => { observe(element: PageElement): void; disconnect(): void };
}

/** A widget's state in the page. */
export interface PageModel {
  /** As unknown as all that comes over a wire: each use says what it takes it for. */
  get(key: string): unknown;
  set(key: string, value: unknown): void;
  /** Sends what was set. */
  save_changes(): void;
  on(event: string, listener: (content: unknown) => void): void;
}

/** What a module's `render` is given. */
export interface PageView {
  readonly model: PageModel;
  readonly el: PageElement;
}
