/** Decoder-only language models: weights, text, adapters, scores and generation. */

export type { Adapter, AdapterBase, AdapterMatrices } from "./adapter/adapter.ts";
export { restoreLora, saveLora } from "./adapter/lora-files.ts";
export {
  type CardData,
  type CardMetric,
  type ModelCardOptions,
  modelCard,
} from "./adapter/model-card.ts";
export { type AdapterFiles, decodeAdapter, encodeAdapter } from "./adapter/peft.ts";
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
  type AnsweredText,
  answerLoss,
  type PackOptions,
  packTexts,
  scoredPositions,
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
export { createChatTemplate, type TemplateTokens } from "./text/chat-template.ts";
export { type EncodedConversation, encodeConversation } from "./text/conversation-tokens.ts";
export { withoutSystemRole } from "./text/system-role.ts";
export type { ChatMessage, ChatTemplate, Tokenizer } from "./text/tokenizer.ts";
export { createGgufTokenizer } from "./text/tokenizer-gguf.ts";
export { createTokenizer } from "./text/tokenizer-json.ts";
export { byteBuffer } from "./weights/byte-buffer.ts";
export { type GgufFile, openGguf } from "./weights/gguf.ts";
export type { GgufMetadata, GgufValue } from "./weights/gguf-metadata.ts";
export { parseHfConfig } from "./weights/hf-config.ts";
export { openSafetensors } from "./weights/safetensors-source.ts";
export type { ByteSource, WeightSource } from "./weights/weight-source.ts";
