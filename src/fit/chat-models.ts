import { openModelFiles } from "../data/index.ts";
import { type ChatModel, type ChatModelOptions, loadChatModel } from "../lm/index.ts";

/** A chat model and the weights it came from. */
export interface OpenedModel extends ChatModel {
  /** Of the weight files. */
  readonly sha256: string;
}

/**
 * Opens a model that can be tuned and asked.
 *
 * @param model - `"smollm2"` (SmolLM2-135M-Instruct, which set-up fetches), the path of a `.gguf` file, or a
 *   folder with a Llama-family model as Hugging Face's libraries save it. Default `"smollm2"`.
 * @throws {DatasetError} If a file is missing.
 * @throws {ConfigError} If one is damaged, or of another kind of model.
 * @example
 * const chat = await openChatModel();
 */
export async function openChatModel(
  model?: string,
  options: ChatModelOptions = {},
): Promise<OpenedModel> {
  const files = await openModelFiles(model);
  try {
    const sha256 = await files.sha256();
    return { ...(await loadChatModel(files, options)), sha256 };
  } finally {
    await files.close();
  }
}
