/** Focus instruction tuning: models that use the feature they are told to. */
export { type BiasAnswer, type BiasScore, biasAnswer, biasScores } from "./bias-scores.ts";
export { type OpenedModel, openChatModel } from "./chat-models.ts";
export { type CuedExample, injectCue } from "./cued-example.ts";
export type { AnswerKind } from "./evaluation/answers.ts";
export { exactAccuracy, factorialExamples } from "./evaluation/exact-expectation.ts";
export { focusAccuracy, type TypeAccuracy } from "./evaluation/focus-accuracy.ts";
export { type Interval, tInterval, wilsonInterval } from "./evaluation/intervals.ts";
export { agreement, oracleAccuracy } from "./evaluation/oracles.ts";
export { type PredictOptions, predict } from "./evaluation/predict.ts";
export { createQueries } from "./evaluation/queries.ts";
export { createQuery, type FocusQuery, type Prediction } from "./evaluation/query.ts";
export { type BiasClaim, biasClaims } from "./experiments/bias-claims.ts";
export { type BiasReading, biasReadings } from "./experiments/bias-readings.ts";
export {
  allCategories,
  type BiasCell,
  biasCells,
  biasInterval,
  type NamedRun,
  sumScores,
} from "./experiments/bias-summary.ts";
export {
  type FocusRun,
  type FocusRunConfig,
  focusRunSchema,
  parseFocusRun,
} from "./experiments/config.ts";
export {
  type PaperReading,
  type Reading,
  type ReadingRow,
  readingRows,
  smnliReadings,
  smnliUnseenReadings,
} from "./experiments/paper-readings.ts";
export { parseFocusResult } from "./experiments/result-schema.ts";
export {
  type FocusProgress,
  type FocusRunHooks,
  type FocusRunResult,
  type FocusTestResult,
  runFocus,
} from "./experiments/run-focus.ts";
export {
  type AccuracyChoice,
  type AccuracyRow,
  accuracyRows,
  type MethodAccuracy,
  type MethodName,
  meanAccuracy,
  methodName,
  methodNames,
  type SplitCurve,
  splitCurves,
  splitSpread,
  summarizeRuns,
} from "./experiments/summary.ts";
export {
  type FocusType,
  focusLabel,
  focusTypeNames,
  focusTypes,
  trainedFocusTypes,
} from "./instructions.ts";
export {
  classBalancedTypes,
  createMixture,
  type FocusSource,
  type Mixture,
  type TrainingMethod,
  uniformTypes,
} from "./mixture.ts";
export {
  checkTable,
  createOwnStudy,
  type OwnStudy,
  type OwnStudyOptions,
  type TableCheck,
} from "./own-study.ts";
export { createPhrases, type FocusPhrases } from "./phrases.ts";
export { focusMessages } from "./prompt.ts";
export type { Association } from "./sampling/association.ts";
export { type Parts, splitByGroup } from "./sampling/parts.ts";
export {
  createSplits,
  drawExamples,
  type SplitName,
  splitAssociation,
  splitNames,
  trainingExamples,
  type ValueSet,
} from "./splits.ts";
export type { Feature, FocusExample, FocusTask, SpuriousFeature } from "./task.ts";
export {
  bbqTask,
  biasQuestionExamples,
  seenBiasCategories,
  unseenBiasCategories,
} from "./tasks/bbq.ts";
export { sampleQuestions } from "./tasks/bias-sample.ts";
export { createOwnTask, type OwnTask, type OwnTaskOptions } from "./tasks/own-feature.ts";
export { heuristicPairExamples, shansTask } from "./tasks/shans.ts";
export { genrePairExamples, smnliTask } from "./tasks/smnli.ts";
export { sentimentExamples, ssTask } from "./tasks/ss.ts";
export { twoFeatureExamples, weekdayTask } from "./tasks/two-features.ts";
export {
  type FocusCheckpoint,
  type FocusCheckpointStore,
  restoreAdapter,
  type SavedAdapter,
  saveAdapter,
} from "./training/checkpoint.ts";
export {
  parseTraining,
  type TrainingConfig,
  type TrainingSettings,
} from "./training/config.ts";
export type { StepRecord, ValidationRecord } from "./training/records.ts";
export { type TrainedFocus, type TrainingHooks, trainFocus } from "./training/train.ts";
