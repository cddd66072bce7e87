/** What a grid can hold: a figure, or another drawing of a known size. */
export interface Picture {
  /** In CSS pixels. */
  readonly width: number;
  /** In CSS pixels. */
  readonly height: number;
  /** A static SVG document, on white. */
  toSvg(): string;
  /** Each form a front end may show, by MIME type. */
  toBundle(): Readonly<Record<string, unknown>>;
}
