/** Decoder-only language models: weights, text, adapters, scores and generation. */
export {
  type ChatModel,
  type ChatModelOptions,
  type GgufModel,
  loadChatModel,
  type PretrainedModel,
} from "./chat-model.ts";
export type { LmConfig, RotaryConfig, RotaryScaling } from "./config.ts";
export { createDecoder, type Decoder, type DecoderOptions } from "./generate/decoder.ts";
export {
  type GenerateOptions,
  generate,
  generateTokens,
  type TextModel,
} from "./generate/generate.ts";
export {
  type Candidate,
  nextTokenCandidates,
  type SamplingOptions,
  sampleToken,
} from "./generate/sampling.ts";
export {
  answerLoss,
  type PackOptions,
  packTexts,
  type TrainingBatch,
  type TrainingText,
  tokenLogProbabilities,
} from "./loss.ts";
export { type ForwardOptions, hiddenStates, nextTokenLogits } from "./model/forward.ts";
export {
  createLora,
  type Lora,
  type LoraLayer,
  type LoraMatrices,
  type LoraOptions,
  mergeLora,
} from "./model/lora.ts";
export {
  type LanguageModel,
  type LayerWeights,
  type LoadOptions,
  loadModel,
  type ProjectionName,
  projectionNames,
} from "./model/model.ts";
export { type PackedTokens, packTokens } from "./model/packed-tokens.ts";
export { type ForestOptions, plantForest, type TokenForest } from "./model/token-forest.ts";
export {
  type AnswerScores,
  type ScoredPrompt,
  type ScoreOptions,
  scoreAnswers,
} from "./score.ts";
export { type EncodedAnswers, encodeAnswers } from "./text/answer-tokens.ts";
export type { BuiltInTemplateName } from "./text/built-in-templates.ts";
export type { ChatMessage, ChatTemplate, Tokenizer } from "./text/tokenizer.ts";
export type { ByteSource, WeightSource } from "./weights/weight-source.ts";
