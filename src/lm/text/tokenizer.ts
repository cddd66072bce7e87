/** Text to token ids and back. */
export interface Tokenizer {
  /** `V`. */
  readonly vocabularySize: number;
  /** Ids that end an answer, e.g. that of `<|im_end|>`; at least one. */
  readonly endIds: readonly number[];
  /**
   * Splits a text into tokens. Control tokens in the text (`<|im_start|>`) are recognised; none is
   * added.
   */
  encode(text: string): number[];
  /** Joins tokens to text; control tokens are left out. */
  decode(ids: readonly number[]): string;
  /** A token's own spelling, for display. */
  spell(id: number): string;
}

/** A turn of a conversation. */
export interface ChatMessage {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

/** A model's way of writing a conversation. */
export interface ChatTemplate {
  /**
   * Writes a conversation as the model was trained on it.
   *
   * @param options.addGenerationPrompt - Ends where the assistant's answer begins. Default true.
   */
  render(
    messages: readonly ChatMessage[],
    options?: { readonly addGenerationPrompt?: boolean },
  ): string;
}
