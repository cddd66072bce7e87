import type { Mark } from "./marks.ts";

/** A mark in one line of text, with its first and last values. */
export function describeMark(mark: Mark): string {
  switch (mark.kind) {
    case "heatmap":
      return `heat map: ${mark.z.length} rows x ${mark.x.length} columns`;
    case "contour":
      return `contour: ${mark.levels.length} levels, ${mark.y.length} x ${mark.x.length} values`;
    case "histogram": {
      const total = mark.counts.reduce((a, b) => a + b, 0);
      return `${mark.name || "histogram"}: ${total} values in ${mark.counts.length} bins`;
    }
    default: {
      const count = `${mark.y.length} ${mark.y.length === 1 ? "point" : "points"}`;
      const ends = [mark.y[0], mark.y.at(-1)].map((value) => String(value?.toPrecision(4)));
      return `${mark.name || mark.kind}: ${count}${mark.y.length > 1 ? `, ${ends.join(" to ")}` : ""}`;
    }
  }
}
