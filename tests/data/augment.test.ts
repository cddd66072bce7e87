import { describe, expect, it } from "vitest";
import { moveImage } from "../../src/data/augment.ts";
import { createAugmenter } from "../../src/data/index.ts";

/** 3x3 grey: 1 2 3 / 4 5 6 / 7 8 9. */
const grey = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9]);
const greySize = { height: 3, width: 3, channels: 1 };

function move(top: number, left: number, isFlipped: boolean): number[] {
  const target = new Uint8Array(9).fill(99);
  moveImage(grey, 0, target, 0, greySize, { top, left, isFlipped });
  return [...target];
}

describe("moveImage", () => {
  it.each([
    { name: "copies", top: 0, left: 0, isFlipped: false, moved: [1, 2, 3, 4, 5, 6, 7, 8, 9] },
    { name: "mirrors", top: 0, left: 0, isFlipped: true, moved: [3, 2, 1, 6, 5, 4, 9, 8, 7] },
    { name: "moves up", top: 1, left: 0, isFlipped: false, moved: [4, 5, 6, 7, 8, 9, 0, 0, 0] },
    { name: "moves right", top: 0, left: -1, isFlipped: false, moved: [0, 1, 2, 0, 4, 5, 0, 7, 8] },
    {
      name: "crops, then mirrors",
      top: -1,
      left: 1,
      isFlipped: true,
      moved: [0, 0, 0, 0, 3, 2, 0, 6, 5],
    },
    {
      name: "moves all out",
      top: 3,
      left: 0,
      isFlipped: false,
      moved: [0, 0, 0, 0, 0, 0, 0, 0, 0],
    },
  ])("$name", ({ top, left, isFlipped, moved }) => {
    expect(move(top, left, isFlipped)).toEqual(moved);
  });

  it("keeps the channels of a pixel together", () => {
    const source = Float32Array.from([1, 2, 3, 4, 5, 6]); // 1 x 2 pixels
    const target = new Float32Array(6);
    const size = { height: 1, width: 2, channels: 3 };
    moveImage(source, 0, target, 0, size, { top: 0, left: 0, isFlipped: true });
    expect([...target]).toEqual([4, 5, 6, 1, 2, 3]);
  });
});

describe("createAugmenter", () => {
  const shape = [9, 9, 1];
  /** Images of one bright pixel in the middle tell where it went. */
  const spots = new Uint8Array(2000 * 81).map((_, i) => (i % 81 === 40 ? 255 : 0));
  const place = (seed: number, epoch: number, row: number) => {
    const target = new Uint8Array(81);
    createAugmenter(shape, { seed, epoch })(row, spots, target, 0);
    return target.indexOf(255);
  };

  it("brings the middle to each of the 81 places, seed 0", () => {
    const counts = new Array<number>(81).fill(0);
    const augmenter = createAugmenter(shape, { seed: 0, epoch: 1 });
    const target = new Uint8Array(81);
    for (let row = 0; row < 2000; row += 1) {
      augmenter(row, spots, target, 0);
      counts[target.indexOf(255)]! += 1;
    }
    // 24.7 of each are expected; chi-squared with 80 degrees of freedom is below 125 in 99.9 %.
    const chiSquared = counts.reduce((sum, n) => sum + (n - 2000 / 81) ** 2 / (2000 / 81), 0);
    expect(chiSquared).toBeLessThan(125);
  });

  it("mirrors about half of the images, seed 0", () => {
    const pairs = new Uint8Array(1000 * 2).map((_, i) => i % 2); // 1 x 2 pixels: 0 1
    const augmenter = createAugmenter([1, 2, 1], { seed: 0, epoch: 1 }, { padding: 0 });
    const target = new Uint8Array(2);
    let flipped = 0;
    for (let row = 0; row < 1000; row += 1) {
      augmenter(row, pairs, target, 0);
      flipped += target[0]!;
    }
    expect(Math.abs(flipped - 500)).toBeLessThan(64); // four standard deviations
  });

  it("depends on seed, epoch and row", () => {
    const rows = [0, 1, 2, 3, 4, 5];
    const places = (seed: number, epoch: number) => rows.map((row) => place(seed, epoch, row));
    expect(places(1, 1)).toEqual(places(1, 1));
    expect(places(1, 2)).not.toEqual(places(1, 1));
    expect(places(2, 1)).not.toEqual(places(1, 1));
  });

  it("asks for images", () => {
    expect(() => createAugmenter([40], { seed: 0, epoch: 1 })).toThrow(
      "expected shape [height, width, channels], got [40]",
    );
  });

  it("rejects half a pixel", () => {
    expect(() => createAugmenter([3, 3], { seed: 0, epoch: 1 }, { padding: 0.5 })).toThrow(
      "padding must be an integer >= 0, got 0.5",
    );
  });
});
