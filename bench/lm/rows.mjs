/** The rows of the comparison, and what both sides must agree in. */

/** Largest difference of logits and losses, and of log-probabilities, that counts as equal work. */
export const TOLERANCE = 1e-3;

/**
 * `theirs` lists PyTorch's task by variant; `count` is the tasks of a round.
 *
 * @param problems - As bench/lm/problems.mjs makes them.
 */
export function createRows({ prefill, forward, training, scoring }) {
  return [
    {
      name: "prefill",
      label: "prefill, 1 x 512",
      task: "prefill",
      theirs: { torch: "prefill" },
      tokens: countTokens(prefill),
    },
    {
      name: "forward",
      label: "forward, 16 x 128",
      task: "forward",
      theirs: { torch: "forward" },
      tokens: countTokens(forward),
    },
    trainingRow("ss", "LoRA step, 16 texts of SS", training.ss),
    {
      ...trainingRow("ss", "the same, values recomputed", training.ss),
      name: "recompute",
      task: "train ss recompute",
      theirs: { torch: "train ss labels again", torchAnswers: "train ss answers again" }, // untrained
    },
    trainingRow("apart", "LoRA step, nothing shared", training.apart),
    {
      name: "score",
      label: "scoring, SS factorial",
      task: "score",
      theirs: { torch: "score" },
      tokens: countTokens(scoring.map(({ prompt }) => prompt)),
    },
    {
      name: "generate",
      label: "generation, 40 + 64",
      task: "generate",
      theirs: { torch: "generate" },
      tokens: 64,
    },
  ].map((row) => ({ count: 1, ...row }));
}

function trainingRow(texts, label, batches) {
  const tokens = countTokens(batches.flat().map(({ ids }) => ids)) / batches.length;
  const theirs = { torch: `train ${texts} labels`, torchAnswers: `train ${texts} answers` };
  return { name: texts, label, task: `train ${texts}`, theirs, tokens, count: batches.length };
}

function countTokens(sequences) {
  return sequences.reduce((sum, { length }) => sum + length, 0);
}
