/** How a curve is told apart from others that run along the same line. */
export interface CurveStyle {
  /** Lengths of dash and gap in pixels; undefined: a whole line. */
  readonly dash: readonly [dash: number, gap: number] | undefined;
  readonly symbol: MarkerSymbol;
  /** Diameter of the marker in pixels. */
  readonly size: number;
}

/** Of every curve, in pixels. */
export const lineWidth = 2.5;

/** Shapes of markers, by Plotly's names. */
type MarkerSymbol = "square" | "circle" | "diamond" | "triangle-up";

const symbols: readonly MarkerSymbol[] = ["square", "circle", "diamond", "triangle-up"];
/** Length after which dashes repeat, in pixels. */
const period = 24;

/**
 * The style of curve `index` of `count`. The first is a whole line, later ones, which lie above, have
 * ever shorter dashes of one period and ever smaller markers: where all coincide, each shows for an
 * equal share of the period.
 */
export function curveStyle(index: number, count: number): CurveStyle {
  const above = count - 1 - index;
  const dash = Math.round((period * (above + 1)) / count);
  return {
    dash: index === 0 ? undefined : [dash, period - dash],
    symbol: symbols[index % symbols.length]!,
    size: 6 + Math.min(2.4, 9.6 / count) * above,
  };
}

/** A marker as an SVG path. */
export function markerPath({ symbol, size }: CurveStyle, x: number, y: number): string {
  const r = size / 2;
  switch (symbol) {
    case "circle":
      return `M${x - r} ${y}a${r} ${r} 0 1 0 ${size} 0a${r} ${r} 0 1 0 ${-size} 0z`;
    case "square":
      return `M${x - r} ${y - r}h${size}v${size}h${-size}z`;
    case "diamond":
      return `M${x} ${y - 1.3 * r}l${1.3 * r} ${1.3 * r}l${-1.3 * r} ${1.3 * r}l${-1.3 * r} ${-1.3 * r}z`;
    case "triangle-up":
      return `M${x} ${y - 1.2 * r}l${1.1 * r} ${1.9 * r}h${-2.2 * r}z`;
  }
}
