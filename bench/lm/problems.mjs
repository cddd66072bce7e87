/** What both sides compute: token ids, the same for both. */

import { createRandom } from "triptych/core";
import { readRatedSentences, splitRatedSentences } from "triptych/data";
import {
  createMixture,
  createPhrases,
  createQueries,
  factorialExamples,
  sentimentExamples,
  ssTask,
  trainingExamples,
} from "triptych/fit";
import { encodeAnswers } from "triptych/lm";

export const BATCH_SIZE = 16;
const NUM_BATCHES = 2; // taken in turn
const NUM_SCORED_TEXTS = 8; // each with two keywords under six instructions
const PROMPT_LENGTH = 40;
const QUESTION =
  "Which animals live in a pond, what do they eat, and how do they come through a cold winter when the water freezes?";

/** @returns Plain data; a text is `{ ids, answerStart }`. */
export async function createProblems(chat) {
  const { vocabularySize } = chat.model.config;
  const random = createRandom(0);
  const randomIds = (count) => Array.from({ length: count }, () => random.integer(vocabularySize));
  const { train, test } = splitRatedSentences(await readRatedSentences("movies"), { seed: 0 });
  const texts = createTrainingTexts(chat, train.rows);
  const apart = texts.map(({ ids, answerStart }) => ({ ids: randomIds(ids.length), answerStart }));
  return {
    prefill: [randomIds(512)],
    forward: Array.from({ length: BATCH_SIZE }, () => randomIds(128)),
    training: { ss: batchesOf(texts), apart: batchesOf(apart) },
    scoring: createScoredPrompts(chat, test.rows.slice(0, NUM_SCORED_TEXTS)),
    prompt: createPrompt(chat),
  };
}

/** SS as a run of `trainFocus` meets it. */
function createTrainingTexts(chat, rows) {
  const examples = trainingExamples(ssTask, sentimentExamples(rows), { seed: 0 });
  const source = { task: ssTask, examples, phrases: createPhrases(ssTask) };
  const mixture = createMixture([source], { seed: 0 });
  return Array.from({ length: NUM_BATCHES * BATCH_SIZE }, (_, i) => {
    const { messages, label } = mixture.draw(i);
    const { prompt, answers } = encodeAnswers(chat, messages, [label]);
    return { ids: [...prompt, ...answers[0]], answerStart: prompt.length };
  });
}

function batchesOf(texts) {
  return Array.from({ length: NUM_BATCHES }, (_, i) =>
    texts.slice(i * BATCH_SIZE, (i + 1) * BATCH_SIZE),
  );
}

/** The full factorial of some test texts. */
function createScoredPrompts(chat, rows) {
  const examples = factorialExamples(ssTask, sentimentExamples(rows), { seed: 0 });
  const source = { task: ssTask, examples, phrases: createPhrases(ssTask) };
  return createQueries(source, { seed: 0 }).map(({ messages, labels }) => {
    const { prompt, answers } = encodeAnswers(chat, messages, labels);
    if (answers.some(({ length }) => length !== 2)) {
      throw new Error("bench/lm: an answer must be one token and its end, got a longer one");
    }
    return { prompt, answers };
  });
}

function createPrompt({ tokenizer, template }) {
  const ids = tokenizer.encode(template.render([{ role: "user", content: QUESTION }]));
  return ids.slice(0, PROMPT_LENGTH);
}
