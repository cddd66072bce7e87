import { createDeviceRandom, type DeviceRandom, scoped, tf } from "../../core/index.ts";
import {
  answerLoss,
  type ChatModel,
  createLora,
  type Lora,
  packTexts,
  type TrainingBatch,
} from "../../lm/index.ts";
import {
  adamw,
  compileAccumulatedStep,
  type Optimizer,
  type Piece,
  type Schedule,
  warmupSchedule,
} from "../../optim/index.ts";
import type { FocusQuery } from "../evaluation/query.ts";
import type { Mixture } from "../mixture.ts";
import {
  type FocusCheckpointStore,
  requireSameRun,
  restoreAdapter,
  type SavedAdapter,
  saveAdapter,
} from "./checkpoint.ts";
import { parseTraining, type TrainingConfig, type TrainingSettings } from "./config.ts";
import { countScored, type PlannedStep, planTraining, type TrainingPlan } from "./plan.ts";
import type { StepRecord, ValidationRecord } from "./records.ts";
import { hasPatience, isNewBest, validate } from "./validate.ts";

/** How a training run is followed, stopped and continued. */
export interface TrainingHooks {
  /** Called after each step; not for those before a checkpoint that the run went on from. */
  readonly onStep?: ((record: StepRecord, numSteps: number) => void) | undefined;
  readonly onValidation?: ((record: ValidationRecord) => void) | undefined;
  /** What validations ask; needed if `validateEvery` > 0. */
  readonly validation?: readonly FocusQuery[] | undefined;
  /** Ends the run at the next step: it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** The run goes on from here, and saves every `saveEvery` steps. */
  readonly checkpoints?: FocusCheckpointStore | undefined;
  /** Default 25. */
  readonly saveEvery?: number | undefined;
  /** Names and sha256 of model and data, for checkpoints. */
  readonly origin?: string | undefined;
}

/** A trained adapter and how it got there. */
export interface TrainedFocus {
  readonly settings: TrainingSettings;
  /** The one that validated best, or the last without validations. The caller disposes it. */
  readonly adapter: Lora;
  readonly steps: readonly StepRecord[];
  readonly validations: readonly ValidationRecord[];
}

/**
 * Tunes an adapter to answer as it is told: next-token cross-entropy on the answers of a mixture of
 * instructions. On a CPU equal settings give equal results, stopped in between or not.
 *
 * @param mixture - Gives the query of each number: step `k` takes those from `k batchSize` on.
 * @throws {ConfigError} If a setting is invalid, an answer tokenises badly, or the checkpoint is of
 *   another run.
 * @throws {NumericsError} If the loss or a gradient is not finite.
 * @throws The signal's reason, once it is aborted.
 * @see Lamb et al. 2025 (FIT), eq. 3 and algorithm 1.
 */
export async function trainFocus(
  chat: ChatModel,
  mixture: Mixture,
  config: TrainingConfig,
  hooks: TrainingHooks = {},
): Promise<TrainedFocus> {
  const settings = parseTraining(config);
  const plan = planTraining(chat, mixture, settings);
  const saved = await hooks.checkpoints?.load();
  if (saved) requireSameRun(saved, settings, hooks.origin ?? "");
  const run = createRun(chat, plan, settings);
  let isDone = false;
  try {
    run.prepare();
    const reached = saved ?? { step: 0, steps: [], validations: [], best: undefined };
    if (saved) run.restore(saved.adapter, saved.optimizer);
    const { steps, validations, best } = await takeSteps(run, reached, hooks);
    if (best) restoreAdapter(run.adapter, best);
    isDone = true;
    return { settings, adapter: run.adapter, steps, validations };
  } finally {
    run.dispose();
    if (!isDone) run.adapter.dispose();
  }
}

/** What a run has come to. */
interface Reached {
  readonly step: number;
  readonly steps: readonly StepRecord[];
  readonly validations: readonly ValidationRecord[];
  readonly best?: SavedAdapter | undefined;
}

type Run = ReturnType<typeof createRun>;

async function takeSteps(
  run: Run,
  from: Reached,
  {
    onStep,
    onValidation,
    validation = [],
    signal,
    checkpoints,
    saveEvery = 25,
    origin = "",
  }: TrainingHooks,
): Promise<Reached> {
  const { chat, adapter, settings } = run;
  const { numSteps, validateEvery, patience } = settings;
  let { step, best } = from;
  const steps = [...from.steps];
  const validations = [...from.validations];
  const isValidated = validateEvery > 0 && validation.length > 0;
  while (step < numSteps && (!isValidated || hasPatience(validations, patience))) {
    signal?.throwIfAborted();
    const record = run.step(step);
    step += 1;
    steps.push(record);
    onStep?.(record, numSteps);
    if (isValidated && (step % validateEvery === 0 || step === numSteps)) {
      validations.push(await validate(chat, validation, { step, adapter, signal }));
      if (isNewBest(validations)) best = saveAdapter(adapter);
      onValidation?.(validations.at(-1)!);
    }
    if (checkpoints && (step % saveEvery === 0 || step === numSteps)) {
      const optimizer = run.optimizer.getState();
      const reached = { step, steps, validations, best, adapter: saveAdapter(adapter) };
      await checkpoints.save({ settings, origin, optimizer, ...reached });
    }
    await new Promise(setImmediate); // lets an interrupt and the display through
  }
  return { step, steps, validations, best };
}

function createRun(chat: ChatModel, plan: TrainingPlan, settings: TrainingSettings) {
  const { seed, learningRate, weightDecay, clipNorm, lora, recompute } = settings;
  const adapter = createLora(chat.model, { ...lora, seed });
  const optimizer = adamw(adapter.variables, { learningRate, weightDecay, clipNorm });
  const random = lora.dropout > 0 ? createDeviceRandom(seed) : undefined;
  const schedule = createSchedule(settings);
  const take = compileAccumulatedStep(optimizer, (...inputs: BatchTensors) =>
    answerLoss(chat.model, toBatch(inputs), { adapter, random, recompute }),
  );
  const step = (planned: PlannedStep) => scoped(() => take(packPieces(chat, planned, plan)));
  return {
    chat,
    settings,
    adapter,
    optimizer,
    /** Takes the step of a number, from 0. */
    step: (number: number): StepRecord => {
      const planned = plan.steps[number]!;
      optimizer.setLearningRate(schedule(number));
      random && seekStep(random, seed, number);
      const { loss } = step(planned);
      const tokens = planned.flat().reduce((sum, { ids }) => sum + ids.length, 0);
      return { step: number + 1, loss, tokens };
    },
    /** Makes the graph of each shape at once: so no step is taken otherwise than as a graph. */
    prepare: () => {
      const state = optimizer.getState();
      const values = saveAdapter(adapter);
      for (const sample of plan.samples) step([sample]);
      restore(adapter, optimizer, values, state);
    },
    restore: (values: SavedAdapter, state: ReturnType<Optimizer["getState"]>) =>
      restore(adapter, optimizer, values, state),
    dispose: () => {
      take.dispose();
      optimizer.dispose();
      random?.dispose();
    },
  };
}

function restore(
  adapter: Lora,
  optimizer: Optimizer,
  values: SavedAdapter,
  state: ReturnType<Optimizer["getState"]>,
): void {
  restoreAdapter(adapter, values);
  optimizer.setState(state);
}

// Each step draws its own numbers, also when the run goes on from a checkpoint.
const DRAWS_PER_STEP = 100_000;

function seekStep({ state }: DeviceRandom, seed: number, step: number): void {
  scoped(() => state.assign(tf.tensor1d([seed, step * DRAWS_PER_STEP], "int32")));
}

function createSchedule({
  learningRate,
  numSteps,
  warmupSteps,
  decay,
  finalShare,
}: TrainingSettings): Schedule {
  const options = { numSteps, warmupSteps: Math.min(warmupSteps, numSteps), decay, finalShare };
  return warmupSchedule(learningRate, options);
}

type BatchTensors = [
  tokens: TrainingBatch["tokens"],
  cos: TrainingBatch["cos"],
  sin: TrainingBatch["sin"],
  spans: TrainingBatch["spans"],
  rows: TrainingBatch["rows"],
  targets: TrainingBatch["targets"],
  weights: TrainingBatch["weights"],
];

function toBatch([tokens, cos, sin, spans, rows, targets, weights]: BatchTensors): TrainingBatch {
  return { tokens, cos, sin, spans, rows, targets, weights };
}

function packPieces(
  { model }: ChatModel,
  pieces: PlannedStep,
  { packing }: TrainingPlan,
): readonly Piece<BatchTensors>[] {
  const total = countScored(pieces.flat());
  return pieces.map((texts) => {
    const { tokens, cos, sin, spans, rows, targets, weights } = packTexts(model, texts, packing);
    return {
      inputs: [tokens, cos, sin, spans, rows, targets, weights],
      share: countScored(texts) / total,
    };
  });
}
