import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createNumpyRandom, paperOrder } from "../../src/data/index.ts";

// Every expected value was printed by numpy 2.4.6.
const digest = (order: Int32Array) => createHash("sha256").update(order.join()).digest("hex");

describe("createNumpyRandom", () => {
  it("draws the words of RandomState(1234).randint(0, 2**32, dtype=uint32)", () => {
    const random = createNumpyRandom(1234);
    const words = [random.uint32(), random.uint32(), random.uint32()];
    expect(words).toEqual([822569775, 2137449171, 2671936806]);
  });

  it.each([
    { seed: 1234, count: 10, order: [7, 2, 9, 1, 0, 8, 4, 5, 6, 3] },
    { seed: 2 ** 32 - 1, count: 10, order: [6, 9, 5, 1, 8, 0, 7, 4, 2, 3] },
    { seed: 0, count: 2, order: [1, 0] },
    { seed: 0, count: 1, order: [0] },
  ])("permutes $count numbers as RandomState($seed).permutation does", ({ seed, count, order }) => {
    expect([...createNumpyRandom(seed).permutation(count)]).toEqual(order);
  });

  it("permutes 50,000 numbers as RandomState(1234).permutation does", () => {
    const order = createNumpyRandom(1234).permutation(50_000);
    expect([...order.slice(0, 5)]).toEqual([20308, 37706, 6041, 42143, 23202]);
    expect(digest(order)).toBe("5444577935933298de3f5c5fdd0cd1ba5b58cfb18715bd73d46c4925a2567cc8");
  });

  it("rejects a seed that NumPy rejects", () => {
    expect(() => createNumpyRandom(-1)).toThrow("an integer in [0, 2^32), got -1");
  });
});

describe("paperOrder", () => {
  // numpy.random.seed(1234); t = numpy.random.choice(n, size=n, replace=False); numpy.random.permutation(t)
  it("is a permutation of a choice of all rows", () => {
    expect([...paperOrder(10)]).toEqual([5, 1, 8, 2, 0, 6, 7, 9, 4, 3]);
  });

  it("gives the rows of CIFAR", () => {
    const order = paperOrder(50_000);
    expect([...order.slice(0, 4)]).toEqual([20259, 48853, 20844, 2463]);
    expect(digest(order)).toBe("9d38b962da0f1e07b75092e9686a34e2ccaa6f8a886687fc665ea43034704e65");
  });
});
