import type { TextSource } from "../../data/index.ts";
import { type Lora, mergeLora } from "../../lm/index.ts";
import { type BiasScore, biasAnswer, biasScores } from "../bias-scores.ts";
import { type OpenedModel, openChatModel } from "../chat-models.ts";
import { predict } from "../evaluation/predict.ts";
import type { Prediction } from "../evaluation/query.ts";
import type { FocusType } from "../instructions.ts";
import { createMixture } from "../mixture.ts";
import type { FocusCheckpointStore } from "../training/checkpoint.ts";
import type { StepRecord, ValidationRecord } from "../training/records.ts";
import { type TrainedFocus, trainFocus } from "../training/train.ts";
import { type FocusRun, type FocusRunConfig, parseFocusRun } from "./config.ts";
import { biasData } from "./data/bias.ts";
import type { FocusData, FocusTest, SplitAccuracy } from "./data/focus-data.ts";
import { genreData, heuristicData } from "./data/pairs.ts";
import { sentimentData } from "./data/sentiment.ts";

/** What one test found. */
export interface FocusTestResult extends Pick<FocusTest, "values" | "phrasing"> {
  readonly splits: readonly SplitAccuracy[];
  /** Share of the answers that greedy decoding makes exactly a label and its end, in `[0, 1]`. */
  readonly validRate: number;
  /** BBQ only: by category and condition under each type of instruction. */
  readonly bias?: readonly (BiasScore & { readonly type: FocusType })[];
}

/** What a run found. Plain data. */
export interface FocusRunResult {
  readonly run: FocusRun;
  readonly model: { readonly name: string; readonly sha256: string };
  readonly data: readonly TextSource[];
  /** Absent if the model was tested as it is. */
  readonly training?: {
    readonly steps: readonly StepRecord[];
    readonly validations: readonly ValidationRecord[];
    readonly numTokens: number;
    readonly seconds: number;
  };
  readonly tests: readonly FocusTestResult[];
  /** Wall time of the tests. */
  readonly testSeconds: number;
}

/** What a run is doing. */
export interface FocusProgress {
  readonly stage: "training" | "testing";
  readonly done: number;
  readonly total: number;
  /** Of the last step, nats. */
  readonly loss?: number;
}

/** How a run is followed, stopped and continued. */
export interface FocusRunHooks {
  readonly onProgress?: ((progress: FocusProgress) => void) | undefined;
  readonly onValidation?: ((record: ValidationRecord) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly checkpoints?: FocusCheckpointStore | undefined;
  /** Steps between checkpoints. Default 25. */
  readonly saveEvery?: number | undefined;
  /** The model, if it is open already; it stays open. */
  readonly chat?: OpenedModel | undefined;
  /** Given the trained adapter and what its tests found; it is freed afterwards. Not called without training. */
  readonly onAdapter?:
    | ((adapter: Lora, chat: OpenedModel, result: FocusRunResult) => Promise<void> | void)
    | undefined;
  /** Tells the time in ms. */
  readonly now?: (() => number) | undefined;
}

/**
 * Trains one method on one task and tests it on every split. Equal settings give equal results on a CPU.
 *
 * @param config - See `focusRunSchema`.
 * @throws {ConfigError} If the settings are not valid, or the data too few for them.
 * @throws {DatasetError} If model or data are missing; says how to get them.
 * @throws The signal's reason, once it is aborted.
 * @example
 * const result = await runFocus({ task: "ss", training: { seed: 1 } });
 */
export async function runFocus(
  config: FocusRunConfig,
  hooks: FocusRunHooks = {},
): Promise<FocusRunResult> {
  const run = parseFocusRun(config);
  const data = await loadFocusData(run);
  const chat = hooks.chat ?? (await openFor(run));
  try {
    return await runWith(run, data, chat, hooks);
  } finally {
    if (hooks.chat === undefined) chat.dispose();
  }
}

async function openFor({ model, template }: FocusRun): Promise<OpenedModel> {
  return await openChatModel(model, template === undefined ? {} : { fallbackTemplate: template });
}

/** Reads what a run trains and tests on. */
async function loadFocusData(run: FocusRun): Promise<FocusData> {
  const loaders = { ss: sentimentData, smnli: genreData, shans: heuristicData, bbq: biasData };
  return await loaders[run.task](run);
}

async function runWith(
  run: FocusRun,
  data: FocusData,
  chat: OpenedModel,
  hooks: FocusRunHooks,
): Promise<FocusRunResult> {
  const { now = () => performance.now(), onAdapter } = hooks;
  const start = now();
  const trained =
    run.training && (await train({ ...run, training: run.training }, data, chat, hooks));
  const trainedAt = now();
  try {
    const testStart = now();
    const tests = await testAdapted(data, chat, trained?.adapter, hooks);
    const { name, sha256 } = chat;
    const result = {
      run,
      model: { name, sha256 },
      data: data.origin,
      ...(trained && { training: summarize(trained, (trainedAt - start) / 1000) }),
      tests,
      testSeconds: (now() - testStart) / 1000,
    };
    if (trained) await onAdapter?.(trained.adapter, chat, result);
    return result;
  } finally {
    trained?.adapter.dispose();
  }
}

async function train(
  run: FocusRun & { readonly training: NonNullable<FocusRun["training"]> },
  data: FocusData,
  chat: OpenedModel,
  { onProgress, onValidation, signal, checkpoints, saveEvery }: FocusRunHooks,
): Promise<TrainedFocus> {
  const { seed, method, typeProbabilities } = run.training;
  const mixture = createMixture(data.sources, { seed, method, typeProbabilities });
  return await trainFocus(chat, mixture, run.training, {
    validation: data.validation,
    onStep: ({ step, loss }, total) => onProgress?.({ stage: "training", done: step, total, loss }),
    onValidation,
    signal,
    checkpoints,
    saveEvery,
    origin: describeOrigin(run, data, chat),
  });
}

/** Of all that a training depends on beside its own settings. */
function describeOrigin(
  { model, task, source, rho, numPhrases, test, validationSize }: FocusRun,
  { origin }: FocusData,
  { sha256 }: OpenedModel,
): string {
  const files = [sha256, ...origin.map((part) => part.sha256)];
  const validation = [validationSize, test.seed];
  return JSON.stringify({ model, task, source, rho, numPhrases, validation, files });
}

function summarize({ steps, validations }: TrainedFocus, seconds: number) {
  const numTokens = steps.reduce((sum, { tokens }) => sum + tokens, 0);
  return { steps, validations, numTokens, seconds };
}

/** Tests the model with the adapter added to its matrices, which makes each token cheaper. */
async function testAdapted(
  data: FocusData,
  chat: OpenedModel,
  adapter: Lora | undefined,
  hooks: FocusRunHooks,
): Promise<readonly FocusTestResult[]> {
  const takeOut = adapter && mergeLora(chat.model, adapter);
  try {
    return await testAll(data, chat, hooks);
  } finally {
    takeOut?.();
  }
}

async function testAll(
  { tests }: FocusData,
  chat: OpenedModel,
  { onProgress, signal }: FocusRunHooks,
): Promise<readonly FocusTestResult[]> {
  const total = tests.reduce((sum, { queries }) => sum + queries.length, 0);
  const results: FocusTestResult[] = [];
  let before = 0;
  for (const test of tests) {
    const predictions = await predict(chat, test.queries, {
      signal,
      onProgress: (done) => onProgress?.({ stage: "testing", done: before + done, total }),
    });
    before += test.queries.length;
    results.push(summarizeTest(test, predictions));
  }
  return results;
}

function summarizeTest(test: FocusTest, predictions: readonly Prediction[]): FocusTestResult {
  const { values, phrasing } = test;
  const valid = predictions.filter(({ greedy }) => greedy !== undefined).length;
  const bias = predictions.some(({ query }) => query.example.groups?.["condition"] !== undefined)
    ? biasByType(predictions)
    : undefined;
  return {
    values,
    phrasing,
    splits: test.measure(predictions),
    validRate: valid / predictions.length,
    ...(bias && { bias }),
  };
}

function biasByType(predictions: readonly Prediction[]) {
  const types = [...new Set(predictions.map(({ query }) => query.type))];
  return types.flatMap((type) => {
    const own = predictions.filter(({ query }) => query.type === type);
    return biasScores(own.map((prediction) => biasAnswer(prediction))).map((score) => ({
      ...score,
      type,
    }));
  });
}
