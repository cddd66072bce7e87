import { type PageElement, type PageTools, partOf } from "./browser.ts";

/** Size of a picture in pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** The functions that {@link zoomPicture} calls. */
export interface ZoomTools extends PageTools {
  readonly partOf: typeof partOf;
}

/**
 * Buttons that make a picture larger and smaller, or as wide as its frame; and the frame follows the
 * pointer while its button is down. Runs in the browser.
 */
export function zoomPicture(root: PageElement, size: PictureSize, tools: ZoomTools): void {
  const frame = tools.partOf(root, "frame");
  const svg = frame.querySelector("svg");
  if (svg === null) return;
  let zoom = 1;
  const set = (next: number) => {
    zoom = Math.min(4, Math.max(0.05, next));
    svg.setAttribute("width", String(size.width * zoom));
    svg.setAttribute("height", String(size.height * zoom));
  };
  tools.partOf(root, "tools").hidden = false;
  tools.partOf(root, "fit").addEventListener("click", () => set(frame.clientWidth / size.width));
  tools.partOf(root, "full").addEventListener("click", () => set(1));
  tools.partOf(root, "larger").addEventListener("click", () => set(zoom * 1.25));
  tools.partOf(root, "smaller").addEventListener("click", () => set(zoom / 1.25));
  let [x, y] = [0, 0];
  frame.addEventListener("pointerdown", ({ clientX, clientY }) => {
    [x, y] = [clientX, clientY];
  });
  frame.addEventListener("pointermove", ({ buttons, clientX, clientY }) => {
    if (buttons !== 1) return;
    frame.scrollLeft += x - clientX;
    frame.scrollTop += y - clientY;
    [x, y] = [clientX, clientY];
  });
}

/** The functions that {@link zoomPicture} calls. */
export const zoomTools: ZoomTools = { partOf };
