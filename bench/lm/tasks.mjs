/** Our side's work: each task is made once and run many times; it gives the numbers it computed. */
import { scoped, tf } from "triptych/core";
import {
  answerLoss,
  createDecoder,
  generateTokens,
  hiddenStates,
  nextTokenLogits,
  packTexts,
  packTokens,
  plantForest,
  scoreAnswers,
} from "triptych/lm";
import { adamw, compileAccumulatedStep } from "triptych/optim";

const LEARNING_RATE = 1e-3;
const CLIP_NORM = 1;

/** Scores of the token after each sequence. */
export function createForward(model, sequences) {
  return () =>
    scoped(() => {
      const forest = plantForest(sequences);
      const lastRows = Int32Array.from(forest.rows, (rows) => rows.at(-1));
      const packed = packTokens(model, forest);
      const states = hiddenStates(model, packed, tf.tensor1d(lastRows, "int32"));
      return nextTokenLogits(model, states).dataSync();
    });
}

/** A compiled training step as `trainFocus` takes it, on the batches in turn. */
export function createTraining(model, adapter, batches, { recompute } = {}) {
  const settings = { learningRate: LEARNING_RATE, weightDecay: 0, clipNorm: CLIP_NORM };
  const optimizer = adamw(adapter.variables, settings);
  const packing = commonPacking(batches);
  const step = compileAccumulatedStep(
    optimizer,
    (tokens, cos, sin, spans, rows, targets, weights) =>
      answerLoss(
        model,
        { tokens, cos, sin, spans, rows, targets, weights },
        { adapter, recompute },
      ),
  );
  let taken = 0;
  const run = () =>
    scoped(() => {
      const packed = packTexts(model, batches[taken % batches.length], packing);
      taken += 1;
      const { tokens, cos, sin, spans, rows, targets, weights } = packed;
      const inputs = [tokens, cos, sin, spans, rows, targets, weights];
      return [step([{ inputs, share: 1 }]).loss];
    });
  const dispose = () => {
    step.dispose();
    optimizer.dispose();
    adapter.dispose();
  };
  return Object.assign(run, { dispose });
}

/** One shape for all, so that there is one graph. */
function commonPacking(batches) {
  const forests = batches.map((texts) => plantForest(texts.map(({ ids }) => ids.slice(0, -1))));
  const numScored = batches.map((texts) =>
    texts.reduce((sum, { ids, answerStart }) => sum + ids.length - answerStart, 0),
  );
  return {
    sizes: [Math.max(...forests.map(({ tokens }) => tokens.length))],
    minSpans: Math.max(...forests.map(({ spansPerRow }) => spansPerRow)),
    minRows: Math.max(...numScored),
  };
}

/** Log-probability of each answer to each prompt. */
export function createScoring(model, prompts) {
  return async () => {
    const scores = await scoreAnswers(model, prompts);
    return scores.flatMap(({ logProbabilities }) => logProbabilities);
  };
}

/** Greedy decoding. One decoder serves all runs, as in a conversation; each reads its prompt anew. */
export function createGeneration(model, prompt, maxTokens) {
  const decoder = createDecoder(model, { capacity: prompt.length + maxTokens });
  const run = async () => {
    decoder.truncate(0);
    const ids = [];
    for await (const id of generateTokens(model, prompt, { maxTokens, decoder })) ids.push(id);
    return ids;
  };
  return Object.assign(run, { dispose: () => decoder.dispose() });
}
