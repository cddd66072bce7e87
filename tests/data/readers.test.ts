import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  type DatasetName,
  loadDataset,
  parseDigits,
  parseMnistClass,
} from "../../src/data/index.ts";

/** Examples of each class, from class 0. */
const histogram = (labels: Int32Array, numClasses: number) =>
  Array.from({ length: numClasses }, (_, label) => labels.filter((l) => l === label).length);

describe("loadDataset", () => {
  it.each([
    {
      name: "digits",
      inputShape: [8, 8],
      highest: 16,
      perClass: [178, 182, 177, 183, 181, 182, 181, 179, 174, 180],
    },
    {
      name: "mnist",
      inputShape: [28, 28],
      highest: 1,
      perClass: [1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978],
    },
  ] as const)("reads all of $name", async ({ name, inputShape, highest, perClass }) => {
    const dataset = await loadDataset(name);
    expect(dataset.inputShape).toEqual(inputShape);
    expect(dataset.inputs.reduce((a, b) => Math.max(a, b))).toBe(highest);
    expect(dataset.inputs.reduce((a, b) => Math.min(a, b))).toBe(0);
    expect(histogram(dataset.labels, dataset.numClasses)).toEqual(perClass);
  });

  it.each([
    { name: "digits", digest: "d1db653fd69a4cdc510f4d830d678804e4207fe4b6b7966ea51cceae34811343" },
    { name: "mnist", digest: "16c98a97be17fd32e67f52fb8e4f50956bde717688883b654926258813c72dc2" },
  ] as const)("gives $name an order that never changes", async ({ name, digest }) => {
    const { order, size } = await loadDataset(name);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, i) => i));
    expect(createHash("sha256").update(order.join()).digest("hex")).toBe(digest);
  });

  it("lists the known names on an unknown one", async () => {
    const name: string = "cats";
    await expect(loadDataset(name as DatasetName)).rejects.toThrow(
      "one of digits, mnist, mnist-1d, got cats",
    );
  });
});

describe("parseDigits", () => {
  it("takes the last value of a line as its label", () => {
    const line = Array.from({ length: 65 }, (_, i) => i % 9).join(",");
    const { inputs, labels } = parseDigits(`${line}\n${line}\n`);
    expect([...labels]).toEqual([64 % 9, 64 % 9]);
    expect(inputs[64 + 13]).toBe(13 % 9);
  });

  it("names the line that is too short", () => {
    expect(() => parseDigits("1,2,3")).toThrow("line 1: expected shape [65], got [3]");
  });
});

describe("parseMnistClass", () => {
  it("rejects half an image", () => {
    const json = JSON.stringify({ data: new Array(392).fill(0) });
    expect(() => parseMnistClass(json)).toThrow("expected shape [images * 784], got [392]");
  });
});
