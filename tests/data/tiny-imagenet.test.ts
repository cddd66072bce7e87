import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { tf } from "../../src/core/index.ts";
import { readTinyImagenet } from "../../src/data/index.ts";
import { listTraining, parseAnnotations } from "../../src/data/tiny-imagenet.ts";
import { encodeJpeg } from "./jpeg.ts";

const classes = new Map([
  ["n01", 0],
  ["n02", 1],
]);

describe("listTraining", () => {
  it("takes the images of the classes, by name", () => {
    const names = ["train/n02/images/b.JPEG", "train/n01/n01_boxes.txt", "train/n01/images/a.JPEG"];
    expect(listTraining([...names, "train/n03/images/c.JPEG"], classes)).toEqual([
      { name: "train/n01/images/a.JPEG", label: 0 },
      { name: "train/n02/images/b.JPEG", label: 1 },
    ]);
  });
});

describe("parseAnnotations", () => {
  it("reads file and class", () => {
    expect(parseAnnotations("v.JPEG\tn02\t0\t0\t62\t61\n", classes)).toEqual([
      { name: "val/images/v.JPEG", label: 1 },
    ]);
  });

  it("names the line whose class is unknown", () => {
    expect(() => parseAnnotations("v.JPEG\tn01\nw.JPEG\tn09\n", classes)).toThrow(
      'line 2 must name a file and a class of wnids.txt, got "w.JPEG\\tn09"',
    );
  });
});

describe("readTinyImagenet", () => {
  let root: string;
  const at = (...path: readonly string[]) =>
    join(root, "tiny-imagenet", "tiny-imagenet-200", ...path);

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), "tiny-test-"));
    for (const folder of ["train/n01/images", "train/n02/images", "val/images"]) {
      mkdirSync(at(folder), { recursive: true });
    }
    writeFileSync(at("wnids.txt"), "n02\nn01\n");
    writeFileSync(at("train/n01/images/n01_0.JPEG"), await encodeJpeg([64, 64], [200, 40, 90]));
    writeFileSync(at("train/n02/images/n02_0.JPEG"), await encodeJpeg([64, 64], [10, 20, 30]));
    writeFileSync(at("val/images/val_0.JPEG"), await encodeJpeg([64, 64], [77]));
    writeFileSync(at("val/val_annotations.txt"), "val_0.JPEG\tn02\t0\t0\t62\t61\n");
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  /** How far the bytes of an image are from one colour. JPEG rounds: two levels are allowed. */
  const distance = (image: Uint8Array, colour: readonly number[]) =>
    Math.max(...image.map((value, i) => Math.abs(value - colour[i % 3]!)));

  it("decodes images, numbers classes by id, and leaves no tensor behind", async () => {
    const before = tf.memory().numTensors;
    const { train, test } = await readTinyImagenet({ folders: [root] });
    expect(train).toMatchObject({ size: 2, inputShape: [64, 64, 3], numClasses: 2 });
    expect([...train.labels]).toEqual([0, 1]);
    expect(distance(train.inputs.subarray(0, 12_288), [200, 40, 90])).toBeLessThanOrEqual(2);
    expect(distance(train.inputs.subarray(12_288), [10, 20, 30])).toBeLessThanOrEqual(2);
    expect([...test.labels]).toEqual([1]);
    expect(distance(test.inputs, [77, 77, 77])).toBeLessThanOrEqual(2);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("names an image of another size", async () => {
    writeFileSync(at("train/n02/images/n02_0.JPEG"), await encodeJpeg([32, 64], [1, 2, 3]));
    await expect(readTinyImagenet({ folders: [root] })).rejects.toThrow(
      /train\/n02\/images\/n02_0\.JPEG in .* its shape is \[32, 64, 3\]/,
    );
  });

  it("names an image that is none", async () => {
    writeFileSync(at("val/images/val_0.JPEG"), "hello");
    await expect(readTinyImagenet({ folders: [root] })).rejects.toMatchObject({
      name: "DatasetError",
      message: expect.stringMatching(/val\/images\/val_0\.JPEG in .*got 5 bytes that are none/),
    });
  });

  it("names a validation image that is missing", async () => {
    rmSync(at("val/images/val_0.JPEG"));
    await expect(readTinyImagenet({ folders: [root] })).rejects.toThrow(
      "must hold val/images/val_0.JPEG",
    );
  });
});
