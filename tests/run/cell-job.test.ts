import { describe, expect, it } from "vitest";
import { parseCell } from "../../src/borat/experiments/cell.ts";
import { engineInfo, tf } from "../../src/core/index.ts";
import { cellJob } from "../../src/run/cell-job.ts";

const cell = parseCell({
  dataset: "digits",
  train: 60,
  test: 40,
  model: { name: "wide-resnet", depth: 10, width: 1 },
  loss: "hinge",
  method: "borat",
  options: { bundleSize: 5 },
  eta: 0.1,
  maxNorm: 50,
  epochs: 10 ** 12,
  batchSize: 10,
  seed: 2,
});

describe("cellJob", () => {
  it("describes a cell in a few words", () => {
    expect(cellJob.describe(cell)).toBe(
      "digits, wide-resnet-10-1, hinge, borat-5, eta 0.1, r 50, seed 2",
    );
  });

  it.skipIf(engineInfo().device === "GPU")(
    // there is nothing to say there
    "says after some steps that a long run is a job for a GPU, once, and goes on",
    async () => {
      const before = tf.memory().numTensors;
      const controller = new AbortController();
      const reason = new Error("enough");
      const notices: string[] = [];
      const small = parseCell({ ...cell, model: { name: "mlp" } });
      const running = cellJob.run(small, {
        signal: controller.signal,
        onNotice: (line) => {
          notices.push(line);
          if (line.startsWith("epoch")) controller.abort(reason);
        },
      });
      await expect(running).rejects.toBe(reason);
      expect(notices[0]).toMatch(
        /job for a GPU: on this machine's CPU its training takes about \d+ days/,
      );
      expect(notices[1]).toMatch(/^epoch 1\/1000000000000: loss/);
      expect(notices).toHaveLength(2);
      expect(tf.memory().numTensors).toBe(before);
    },
  );
});
