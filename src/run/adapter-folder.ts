import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError, DatasetError } from "../core/index.ts";
import type { OpenedModel } from "../fit/index.ts";
import { decodeAdapter, encodeAdapter, type Lora, restoreLora, saveLora } from "../lm/index.ts";
import { isMissing, partialPath, writeAtomically } from "./atomic-file.ts";
import { describeBase } from "./base-model.ts";

const fileNames = { config: "adapter_config.json", weights: "adapter_model.safetensors" } as const;

/** What {@link saveAdapterFolder} writes beside the factors. */
export interface AdapterFolderOptions {
  /** The model that the adapter was trained on. */
  readonly chat: OpenedModel;
  /** Text of `README.md`; see `modelCard` and `focusCard`. */
  readonly card: string;
}

/**
 * Saves an adapter as Hugging Face's PEFT does, with a card. The folder is never half-written: it is
 * made beside its place, then put there.
 *
 * @param folder - What was there is replaced.
 * @example
 * await saveAdapterFolder("adapters/mine", adapter, { chat, card: await focusCard(result) });
 */
export async function saveAdapterFolder(
  folder: string,
  adapter: Lora,
  { chat, card }: AdapterFolderOptions,
): Promise<void> {
  const { name } = await describeBase(chat.name);
  const files = encodeAdapter(saveLora(adapter, { name, sha256: chat.sha256 }));
  const temporary = partialPath(folder);
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true });
  await writeAtomically(join(temporary, fileNames.config), files.config);
  await writeAtomically(join(temporary, fileNames.weights), files.weights);
  await writeAtomically(join(temporary, "README.md"), card);
  await rm(folder, { recursive: true, force: true });
  await rename(temporary, folder);
}

/**
 * Reads an adapter that {@link saveAdapterFolder} or PEFT saved. Dispose it after use.
 *
 * @throws {DatasetError} If a file is missing, or the adapter is for other weights.
 * @throws {ConfigError} If it is damaged, of another kind than plain LoRA, or for a model of another shape.
 * @example
 * const adapter = await loadAdapterFolder("adapters/mine", chat);
 */
export async function loadAdapterFolder(folder: string, chat: OpenedModel): Promise<Lora> {
  const config = (await readPart(folder, fileNames.config)).toString("utf8");
  const weights = await readPart(folder, fileNames.weights);
  const adapter = decode(folder, { config, weights }, chat);
  const { sha256 } = adapter.base;
  if (sha256 !== undefined && sha256 !== chat.sha256) {
    throw new DatasetError(
      `loadAdapterFolder: ${folder} must be for the weights of ${chat.name} (sha256 ${chat.sha256}), got an adapter for ${adapter.base.name} (sha256 ${sha256}). Open the model that it was trained on.`,
      { path: folder, expectedSha256: chat.sha256, actualSha256: sha256 },
    );
  }
  return restoreLora(adapter, chat.model.config.numLayers);
}

function decode(
  folder: string,
  files: { readonly config: string; readonly weights: Uint8Array },
  { name, model }: OpenedModel,
) {
  try {
    return decodeAdapter(files, model.config);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(
      `loadAdapterFolder: ${folder} must hold an adapter for ${name}, got another (${reason})`,
      { cause },
    );
  }
}

async function readPart(folder: string, name: string): Promise<Buffer> {
  const path = join(folder, name);
  try {
    return await readFile(path);
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
    throw new DatasetError(
      `loadAdapterFolder: ${path} must be there, got no file. Check the path.`,
      { path },
      { cause },
    );
  }
}
