import { encodePng } from "./png.ts";

/** Numbers laid out as a tensor. */
export interface NumericArray {
  readonly shape: readonly number[];
  /** Row-major, as many as the shape says. */
  readonly values: ArrayLike<number>;
}

/** A picture of numbers and the size to show it at, in CSS pixels. */
export interface Picture {
  readonly png: Buffer;
  readonly width: number;
}

/** Smaller sides are rows of features, not pictures. */
const minSide = 8;
/** Images of a batch that are shown, and how many of them side by side. */
const maxImages = 16;
const maxColumns = 8;
/** Longest side of the PNG, in pixels. */
const maxSide = 512;
/** Space between the images of a grid, in pixels. */
const gap = 2;

/**
 * Draws what is shaped like images: `[H, W]`, `[H, W, C]`, `[N, H, W]` and `[N, H, W, C]`, C one of
 * 1, 3, 4. Integers in 0..255 and reals in 0..1 are taken as they are, others are stretched from
 * least to greatest; NaN is red.
 *
 * @returns The picture, a grid where there are several images, or undefined for other shapes.
 */
export function drawPicture(array: NumericArray): Picture | undefined {
  const images = asImages(array.shape);
  if (images === undefined) return undefined;
  const { count, height, width } = images;
  const columns = Math.min(count, maxColumns);
  const rows = Math.ceil(count / columns);
  // Every step-th pixel only: a preview may skip, but not invent.
  const step = Math.ceil((Math.max(height, width) * columns) / maxSide);
  const tileWidth = Math.ceil(width / step);
  const tileHeight = Math.ceil(height / step);
  const canvas = createCanvas(columns * (tileWidth + gap) - gap, rows * (tileHeight + gap) - gap);
  const toColor = colorReader(array.values, images);
  for (let n = 0; n < count; n++) {
    const left = (n % columns) * (tileWidth + gap);
    const top = Math.floor(n / columns) * (tileHeight + gap);
    for (let y = 0; y < tileHeight; y++) {
      for (let x = 0; x < tileWidth; x++) {
        const color = toColor((n * height + y * step) * width + x * step);
        canvas.pixels.set(color, ((top + y) * canvas.width + left + x) * 4);
      }
    }
  }
  // Small pictures are enlarged by a whole number, so that their pixels stay square.
  const zoom = Math.max(1, Math.floor((count > 1 ? 480 : 128) / canvas.width));
  return { png: encodePng(canvas), width: canvas.width * zoom };
}

/** `count` images of `height` by `width` pixels in `channels` channels. */
interface Images {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

function asImages(shape: readonly number[]): Images | undefined {
  const last = shape.at(-1);
  const hasChannels = shape.length >= 3 && (last === 1 || last === 3 || last === 4);
  const channels = hasChannels ? last : 1;
  const outer = hasChannels ? shape.slice(0, -1) : shape;
  if (outer.length !== 2 && outer.length !== 3) return undefined;
  const [count = 0, height = 0, width = 0] = outer.length === 3 ? outer : [1, ...outer];
  if (count === 0 || height < minSide || width < minSide) return undefined;
  return { count: Math.min(count, maxImages), height, width, channels };
}

function createCanvas(width: number, height: number) {
  return { width, height, pixels: new Uint8Array(width * height * 4) };
}

type Color = readonly [red: number, green: number, blue: number, alpha: number];

const nanColor: Color = [255, 0, 0, 255];

/** A function from a pixel's place among all pixels to its colour. */
function colorReader(values: ArrayLike<number>, images: Images): (pixel: number) => Color {
  const { channels } = images;
  const { offset, factor } = byteScale(
    values,
    images.count * images.height * images.width * channels,
  );
  const byte = (index: number) => {
    const scaled = (values[index]! - offset) * factor;
    return Number.isNaN(scaled) ? scaled : Math.min(255, Math.max(0, Math.round(scaled)));
  };
  return (pixel) => {
    const at = pixel * channels;
    const red = byte(at);
    const green = channels === 1 ? red : byte(at + 1);
    const blue = channels === 1 ? red : byte(at + 2);
    const alpha = channels === 4 ? byte(at + 3) : 255;
    return Number.isNaN(red + green + blue + alpha) ? nanColor : [red, green, blue, alpha];
  };
}

function byteScale(values: ArrayLike<number>, count: number): { offset: number; factor: number } {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let isInteger = true;
  for (let i = 0; i < count; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
    isInteger &&= Number.isInteger(value);
  }
  if (min >= 0 && max <= 1) return { offset: 0, factor: 255 };
  if (min >= 0 && max <= 255 && isInteger) return { offset: 0, factor: 1 };
  return { offset: min, factor: max > min ? 255 / (max - min) : 0 };
}
