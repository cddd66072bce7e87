import type { PageElement, PageModel, PageView } from "./browser.ts";
import {
  type ChartData,
  type ChartNumbers,
  type ChartPlaces,
  drawChart,
  lineColor,
  numberText,
  safe,
} from "./draw-chart.ts";

/** Points that are added: the first of them is number `start`. */
export interface ChartPoints extends Pick<ChartData, "x" | "series"> {
  readonly start: number;
}

/** Adds the points that come, whether or not a view is there. It runs in the browser. */
export function initialize({ model }: { readonly model: PageModel }): void {
  model.on("msg:custom", (content) => {
    const { start, x, series } = content as ChartPoints;
    // A page that has asked for the state has some of them already.
    const append = (known: ChartNumbers, added: ChartNumbers) =>
      known.splice(start, Infinity, ...added);
    append(model.get("x") as ChartNumbers, x);
    const known = model.get("series") as ChartData["series"];
    for (const [name, added] of Object.entries(series)) append(known[name] ?? [], added);
  });
}

/** Draws a chart, and again when its data or the page's width change. It runs in the browser. */
export function render({ model, el }: PageView): () => void {
  const window = el.ownerDocument.defaultView;
  el.classList.add("triptych-chart");
  el.innerHTML =
    "<div class=title></div><div class=legend></div><div class=area><div class=plot></div>" +
    "<div class=cursor hidden></div><div class=tip hidden></div></div>";
  const part = (name: string) => el.querySelector(`.${name}`) as PageElement;
  const data = (): ChartData => ({
    x: model.get("x") as ChartNumbers,
    series: model.get("series") as ChartData["series"],
    title: String(model.get("title")),
    xLabel: String(model.get("xLabel")),
    yLabel: String(model.get("yLabel")),
    height: Number(model.get("height")),
  });
  let places: ChartPlaces | undefined;
  let isDue = false;
  const draw = () => {
    isDue = false;
    const width = part("plot").clientWidth;
    if (width === 0) return; // not on the page yet, or out of sight
    const shown = data();
    places = drawChart(shown, width);
    part("plot").innerHTML = places.svg;
    part("title").textContent = shown.title;
    part("title").hidden = shown.title === "";
    part("legend").innerHTML = legendOf(shown, shown.x.length - 1);
  };
  const drawSoon = () => {
    if (!isDue) window.requestAnimationFrame(draw);
    isDue = true;
  };
  const point = (event: { readonly clientX: number } | undefined) => {
    const shown = data();
    const left =
      event === undefined ? 0 : event.clientX - part("plot").getBoundingClientRect().left;
    const nearest = places === undefined ? -1 : nearestPoint(shown.x, left, places.toX);
    const isShown = event !== undefined && nearest >= 0;
    part("cursor").hidden = !isShown;
    part("tip").hidden = !isShown;
    if (!isShown || places === undefined) return;
    const x = shown.x[nearest] ?? 0;
    const { toX, top, bottom } = places;
    part("cursor").style["left"] = `${toX(x)}px`;
    part("cursor").style["top"] = `${top}px`;
    part("cursor").style["height"] = `${bottom - top}px`;
    const isRight = toX(x) > part("plot").clientWidth / 2;
    part("tip").style["left"] = `${toX(x) + (isRight ? -8 : 8)}px`;
    part("tip").style["transform"] = isRight ? "translateX(-100%)" : "none";
    part("tip").innerHTML =
      `<b>${safe(shown.xLabel || "x")} ${numberText(x)}</b>${legendOf(shown, nearest)}`;
  };
  part("plot").addEventListener("pointermove", point);
  part("plot").addEventListener("pointerleave", () => point(undefined));
  model.on("change", drawSoon);
  model.on("msg:custom", drawSoon);
  const observer = new window.ResizeObserver(drawSoon);
  observer.observe(el);
  return () => observer.disconnect();
}

/** The names of the lines with their colours, and their values at one point. */
export function legendOf({ series }: ChartData, index: number): string {
  return Object.entries(series)
    .map(([name, values], i) => {
      const value = values[index];
      const text = typeof value === "number" ? numberText(value) : "";
      return `<span><i style="background:${lineColor(i)}"></i>${safe(name)} <output>${text}</output></span>`;
    })
    .join("");
}

/** The nearest of all points to a place on the page, or -1. */
export function nearestPoint(x: ChartNumbers, place: number, toX: (x: number) => number): number {
  let nearest = -1;
  let distance = Infinity;
  for (const [i, value] of x.entries()) {
    const away = typeof value === "number" ? Math.abs(toX(value) - place) : Infinity;
    if (away < distance) {
      nearest = i;
      distance = away;
    }
  }
  return nearest;
}
