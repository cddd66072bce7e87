import { describe, expect, it } from "vitest";
import { cachedAttention, compile, createRandom, tf } from "../../../src/core/index.ts";
import { onBackend } from "./derivatives.ts";

const HEADS = { numHeads: 4, numKvHeads: 2 };
const HEAD_DIM = 8;
const WIDTH = HEADS.numKvHeads * HEAD_DIM;
const CAPACITY = 24;
const SEED = 5;

/** A caller that decodes one token after another; `step` is a function as it is, or compiled. */
function decodeTokens(count: number, wrap: (step: Step) => Step) {
  const random = createRandom(SEED);
  const normal = (width: number) =>
    tf.tensor2d(
      Float32Array.from({ length: width }, () => random.normal()),
      [1, width],
    );
  const [keys, values] = [1, 2].map(() =>
    tf.tidy(() => tf.variable(tf.zeros([CAPACITY, WIDTH]), false)),
  );
  const cache = { keys: keys!, values: values! };
  const step = wrap((q, k, v, row, spans) =>
    cachedAttention(q, k, v, cache, row, spans, HEADS).as1D(),
  );
  const outputs = Array.from({ length: count }, (_, row) =>
    tf.tidy(() => {
      const attended = step(
        normal(HEADS.numHeads * HEAD_DIM),
        normal(WIDTH),
        normal(WIDTH),
        tf.tensor1d([row], "int32"),
        tf.tensor3d([0, row + 1], [1, 1, 2], "int32"),
      );
      return [...attended.dataSync()];
    }),
  );
  return { outputs, cache };
}

type Step = (
  q: tf.Tensor2D,
  k: tf.Tensor2D,
  v: tf.Tensor2D,
  row: tf.Tensor1D,
  spans: tf.Tensor3D,
) => tf.Tensor1D;

describe(`cachedAttention, seed ${SEED}`, () => {
  it("decodes in a compiled function as it does eagerly", () => {
    const eager = decodeTokens(6, (step) => step);
    let dispose = () => {};
    const compiled = decodeTokens(6, (step) => {
      const run = compile(step);
      dispose = run.dispose;
      return run;
    });

    compiled.outputs.forEach((output, i) => {
      expect(output).toBeAllclose(eager.outputs[i]!, { rtol: 1e-6, atol: 1e-7 });
    });
    expect(compiled.cache.keys.dataSync()).toEqual(eager.cache.keys.dataSync());
    expect(compiled.cache.values.dataSync()).toEqual(eager.cache.values.dataSync());
    dispose();
    tf.dispose([...Object.values(eager.cache), ...Object.values(compiled.cache)]);
  });

  it("goes on from what eager and compiled calls wrote in turn, and from a cache that was assigned", () => {
    const { outputs, cache } = decodeTokens(6, (step) => step);
    let dispose = () => {};
    let calls = 0;
    const mixed = decodeTokens(6, (step) => {
      const run = compile(step);
      dispose = run.dispose;
      return (...args) => {
        calls += 1;
        return calls % 3 === 0 ? step(...args) : run(...args);
      };
    });
    expect(mixed.outputs.flat()).toBeAllclose(outputs.flat(), { rtol: 1e-6, atol: 1e-7 });

    const step = compile((q: tf.Tensor2D, spans: tf.Tensor3D) => {
      const row = tf.tensor1d([CAPACITY - 1], "int32");
      const fresh = tf.zeros<tf.Rank.R2>([1, WIDTH]);
      return cachedAttention(q, fresh, fresh, mixed.cache, row, spans, HEADS);
    });
    const attend = () =>
      tf.tidy(() => {
        const spans = tf.tensor3d([0, 6], [1, 1, 2], "int32");
        return [...step(tf.ones([1, HEADS.numHeads * HEAD_DIM]), spans).dataSync()];
      });
    attend();
    const before = attend();
    expect(before.some((x) => x !== 0)).toBe(true);
    tf.tidy(() => mixed.cache.values.assign(tf.zeros([CAPACITY, WIDTH])));
    expect(attend().every((x) => x === 0)).toBe(true);
    dispose();
    step.dispose();
    tf.dispose([...Object.values(cache), ...Object.values(mixed.cache)]);
  });

  it("writes what the plain operations write", async () => {
    const own = decodeTokens(4, (step) => step);
    const [keys, outputs] = await onBackend("cpu", () => {
      const plain = decodeTokens(4, (step) => step);
      const written = plain.cache.keys.dataSync();
      tf.dispose(Object.values(plain.cache));
      return [written, plain.outputs] as const;
    });

    expect(own.cache.keys.dataSync()).toEqual(keys);
    expect(own.outputs.flat()).toBeAllclose(outputs.flat(), { rtol: 1e-5, atol: 1e-6 });
    tf.dispose(Object.values(own.cache));
  });

  it.each([
    { what: "a row", row: CAPACITY, end: 1, message: /rows must be within \[0, 24\), got 24/ },
    { what: "a span", row: 0, end: 25, message: /spans must be within \[0, 24\], got \[0, 25\)/ },
  ])("refuses $what beyond the cache", ({ row, end, message }) => {
    const run = () =>
      tf.tidy(() => {
        const [keys, values] = [1, 2].map(() => tf.variable(tf.zeros([CAPACITY, WIDTH]), false));
        try {
          const fresh = tf.zeros<tf.Rank.R2>([1, WIDTH]);
          const rows = tf.tensor1d([row], "int32");
          const spans = tf.tensor3d([0, end], [1, 1, 2], "int32");
          const cache = { keys: keys!, values: values! };
          return cachedAttention(tf.zeros([1, 2 * WIDTH]), fresh, fresh, cache, rows, spans, HEADS);
        } finally {
          tf.dispose([keys!, values!]);
        }
      });

    expect(run).toThrow(message);
  });
});
