import { inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { drawPicture } from "../../../kernel/display/structures/picture.ts";

/** Reads back an 8-bit RGBA PNG without filters: an independent check of the few chunks written. */
function decode(png: Buffer): {
  width: number;
  height: number;
  at(x: number, y: number): number[];
} {
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const length = png.readUInt32BE(33);
  const rows = inflateSync(png.subarray(41, 41 + length));
  const at = (x: number, y: number) => {
    const start = y * (width * 4 + 1) + 1 + x * 4;
    return [...rows.subarray(start, start + 4)];
  };
  return { width, height, at };
}

function draw(shape: readonly number[], valueAt: (index: number) => number) {
  const size = shape.reduce((a, b) => a * b, 1);
  const picture = drawPicture({
    shape,
    values: Float32Array.from({ length: size }, (_, i) => valueAt(i)),
  });
  return decode(picture?.png ?? Buffer.alloc(0));
}

describe("drawPicture", () => {
  it("takes reals in 0..1 as brightness", () => {
    const image = draw([8, 8], (i) => (i === 1 ? 1 : 0));
    expect([image.width, image.height]).toEqual([8, 8]);
    expect(image.at(0, 0)).toEqual([0, 0, 0, 255]);
    expect(image.at(1, 0)).toEqual([255, 255, 255, 255]);
  });

  it("takes integers in 0..255 as they are", () => {
    expect(draw([8, 8], (i) => i).at(7, 7)).toEqual([63, 63, 63, 255]);
  });

  it("stretches other values from least to greatest", () => {
    const image = draw([8, 8], (i) => i - 100.5);
    expect(image.at(0, 0)).toEqual([0, 0, 0, 255]);
    expect(image.at(7, 7)).toEqual([255, 255, 255, 255]);
  });

  it("reads channels last", () => {
    expect(draw([8, 8, 3], (i) => (i % 3 === 2 ? 1 : 0)).at(3, 3)).toEqual([0, 0, 255, 255]);
  });

  it("marks NaN in red", () => {
    expect(draw([8, 8], (i) => (i === 0 ? Number.NaN : 1)).at(0, 0)).toEqual([255, 0, 0, 255]);
  });

  it("lays a batch out in a grid with gaps, sixteen at most", () => {
    const image = draw([40, 8, 8], () => 1);
    // Eight images of 8 pixels and seven gaps of 2 across; two rows.
    expect([image.width, image.height]).toEqual([78, 18]);
    expect(image.at(8, 0)[3]).toBe(0);
  });

  it("stays small for large images", () => {
    expect(draw([2000, 1000], () => 1).height).toBeLessThanOrEqual(512);
  });
});
