import { describe, expect, it } from "vitest";
import { cachedAttention, compile, tf, treeAttention } from "../../../src/core/index.ts";
import {
  attendSlowly,
  attention,
  causal,
  forest,
  HEADS,
  randomForest,
  type Spans,
  spansTensor,
} from "./attention-cases.ts";
import { differences, evaluate, onBackend } from "./derivatives.ts";

function sides({ shape }: tf.Tensor): [number, number] {
  return [shape[0]!, shape[1]!];
}

const cases: Record<string, { readonly spans: Spans; readonly headDim: number }> = {
  "a forest": { spans: forest, headDim: 8 },
  "a head that no vector divides": { spans: forest, headDim: 6 },
  "a long sequence": { spans: causal(150), headDim: 16 },
  "a random forest": { spans: randomForest(12), headDim: 24 },
};

describe.each(Object.entries(cases))("treeAttention of %s", (_, { spans, headDim }) => {
  const operation = attention(spans, headDim);

  it("follows its definition", () => {
    const { value } = evaluate(operation);

    const expected = attendSlowly(operation.inputs, spans, headDim);
    expect(value).toBeAllclose(expected, { rtol: 1e-5, atol: 2e-6 });
  });

  it("gives what the plain operations give", async () => {
    const fused = evaluate(operation);
    const plain = await onBackend("cpu", () => evaluate(operation));

    // Sums of some hundred float32 products, in another order.
    const tolerance = { rtol: 1e-4, atol: 2e-5 };
    expect(fused.value).toBeAllclose(plain.value, tolerance);
    fused.gradients.forEach((gradient, i) => {
      expect(gradient).toBeAllclose(plain.gradients[i]!, tolerance);
    });
  });
});

describe("treeAttention", () => {
  const operation = attention(forest, 8);

  it("has the gradients of its differences", () => {
    const { gradients } = evaluate(operation);

    // Step 1e-2: rounding of float32 is 1e-7 / 1e-2, and the curvature's part is step squared.
    differences(operation, 1e-2).forEach((expected, i) => {
      expect(gradients[i]).toBeAllclose(expected, { rtol: 5e-3, atol: 5e-3 });
    });
  });

  it("leaves no tensor behind", () => {
    evaluate(operation);
    const before = tf.memory().numTensors;

    evaluate(operation);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("has the gradients it has eagerly in a compiled function", () => {
    const { inputs } = attention(randomForest(12), 24);
    const spans = spansTensor(randomForest(12));
    const gradients = (...given: tf.Tensor[]) =>
      tf.grads((q, k, v) =>
        treeAttention(
          q!.as2D(...sides(q!)),
          k!.as2D(...sides(k!)),
          v!.as2D(...sides(v!)),
          spans,
          HEADS,
        )
          .square()
          .sum(),
      )(given);
    const tensors = inputs.map(({ shape, values }) => tf.tensor([...values], shape));
    const compiled = compile(gradients);
    const run = (f: typeof gradients) =>
      tf.tidy(() => f(...tensors).map((gradient) => [...gradient.dataSync()]));
    const eager = run(gradients);

    for (const _ of [0, 1, 2]) {
      run(compiled).forEach((gradient, i) => {
        expect(gradient).toEqual(eager[i]!); // the same kernels, whatever the number of threads
      });
    }
    compiled.dispose();
    tf.dispose([...tensors, spans]);
  });

  it("refuses spans beyond the rows", () => {
    const run = () =>
      tf.tidy(() =>
        treeAttention(
          tf.zeros([1, 32]),
          tf.zeros([1, 16]),
          tf.zeros([1, 16]),
          spansTensor([[[0, 2]]]),
          HEADS,
        ),
      );

    expect(run).toThrow("spans must be within [0, 1], got [0, 2) of token 0");
  });

  it("refuses keys of other heads", () => {
    const run = () =>
      tf.tidy(() =>
        treeAttention(
          tf.zeros([10, 32]),
          tf.zeros([10, 32]),
          tf.zeros([10, 16]),
          spansTensor(forest),
          HEADS,
        ),
      );

    expect(run).toThrow("treeAttention: k: expected shape [10, 16], got [10, 32]");
  });
});

describe("cachedAttention", () => {
  const headDim = 8;
  const length = 40;
  const capacity = 64;
  const [q, k, v] = attention(causal(length), headDim).inputs;

  /** Feeds the sequence to a cache in pieces, into rows that begin at `first`. */
  function decode(pieces: readonly number[], first: number): number[] {
    const width = HEADS.numKvHeads * headDim;
    return tf.tidy(() => {
      const [keys, values] = [1, 2].map(() => tf.variable(tf.zeros([capacity, width]), false));
      const part = ({ values: all }: { values: readonly number[] }, begin: number, end: number) => {
        const columns = all.length / length;
        return tf.tensor2d(all.slice(begin * columns, end * columns), [end - begin, columns]);
      };
      let begin = 0;
      const outputs = pieces.flatMap((piece) => {
        const end = begin + piece;
        const places = Array.from({ length: piece }, (_, i) => first + begin + i);
        const [queries, newKeys, newValues] = [q!, k!, v!].map((rows) => part(rows, begin, end));
        const attended = cachedAttention(
          queries!,
          newKeys!,
          newValues!,
          { keys: keys!, values: values! },
          tf.tensor1d(places, "int32"),
          spansTensor(places.map((row) => [[first, row + 1]])),
          HEADS,
        );
        begin = end;
        return [...attended.dataSync()];
      });
      tf.dispose([keys!, values!]);
      return outputs;
    });
  }

  it.each([
    { pieces: [length], first: 0 },
    { pieces: [17, 1, 1, 1, 9, 11], first: 0 },
    { pieces: Array.from({ length }, () => 1), first: 20 },
  ])("decodes $pieces tokens at a time as one sequence", ({ pieces, first }) => {
    const expected = attendSlowly([q!, k!, v!], causal(length), headDim);

    const tolerance = { rtol: 1e-5, atol: 2e-6 };
    expect(decode(pieces, first)).toBeAllclose(expected, tolerance);
  });

  it("leaves no tensor behind", () => {
    const before = tf.memory().numTensors;

    decode([length], 0);
    expect(tf.memory().numTensors).toBe(before);
  });
});
