import type { TextModel } from "./generate/generate.ts";
import type { ChatTemplate } from "./text/tokenizer.ts";

/** A language model that was taught to answer, with all that is needed to ask it. */
export interface ChatModel extends TextModel {
  /** What it was opened by, e.g. `"smollm2"`. */
  readonly name: string;
  readonly template: ChatTemplate;
  /** Frees the weights. */
  dispose(): void;
}
