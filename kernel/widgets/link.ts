import { type DisplayHandle, display, getHost } from "../display/index.ts";
import type { Widget } from "./widget.ts";

/**
 * Shows a widget, and below it what `f` makes of its state; runs `f` again after each change and
 * shows the new result in place.
 *
 * @param f - Returns what to show, any value or a promise of it; of several runs that are under way
 * only the latest is shown. What it prints goes to the log. What it throws is shown in its place.
 * @returns The output below the widget.
 *
 * @example
 * const amplitude = slider({ min: 0, max: 2, value: 1, label: "amplitude" });
 * link(amplitude, ({ value }) => figure().line({ x, y: x.map((t) => value * Math.sin(t)) }));
 */
export function link<State extends object>(
  widget: Widget<State>,
  f: (state: Readonly<State>) => unknown,
): DisplayHandle {
  display(widget);
  const place = display.raw({ "text/html": "", "text/plain": "" });
  let latest = 0;
  const run = (state: Readonly<State>): unknown => {
    latest += 1;
    const number = latest;
    const show = (content: unknown) => {
      if (number === latest && content !== undefined) place.update(content);
    };
    const fail = (error: unknown): never => {
      show({ "application/vnd.jupyter.stderr": String(error), "text/plain": String(error) });
      throw error;
    };
    try {
      const made = f(state);
      return made instanceof Promise ? made.then(show, fail) : show(made);
    } catch (error) {
      return fail(error);
    }
  };
  widget.on("change", run);
  const first = run(widget.state);
  if (first instanceof Promise) getHost()?.waitFor?.(first);
  return place;
}
