import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { ConfigError, DatasetError } from "../core/index.ts";
import type { OpenedModel } from "../fit/index.ts";
import { decodeAdapter, encodeAdapter, type Lora, restoreLora, saveLora } from "../lm/index.ts";
import { isMissing, partialPath, writeAtomically } from "./atomic-file.ts";
import { describeBase } from "./base-model.ts";

const fileNames = {
  config: "adapter_config.json",
  weights: "adapter_model.safetensors",
  card: "README.md",
} as const;

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
 * @param folder - An adapter that was there is replaced.
 * @throws {ConfigError} If the folder has other files, and no adapter.
 * @example
 * await saveAdapterFolder("adapters/mine", adapter, { chat, card: await focusCard(result) });
 */
export async function saveAdapterFolder(
  folder: string,
  adapter: Lora,
  { chat, card }: AdapterFolderOptions,
): Promise<void> {
  const place = resolve(folder); // without a slash at its end
  await requireReplaceable(place);
  const { name } = await describeBase(chat.name);
  const files = encodeAdapter(saveLora(adapter, { name, sha256: chat.sha256 }));
  const temporary = partialPath(place);
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true });
  await writeAtomically(join(temporary, fileNames.config), files.config);
  await writeAtomically(join(temporary, fileNames.weights), files.weights);
  await writeAtomically(join(temporary, fileNames.card), card);
  await rm(place, { recursive: true, force: true });
  await rename(temporary, place);
}

async function requireReplaceable(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: unknown): string[] => {
    if (isMissing(error)) return [];
    throw error;
  });
  const own: readonly string[] = Object.values(fileNames); // some, where a removal was broken off
  const other = names.find((name) => !own.includes(name));
  if (other === undefined || names.includes(fileNames.config)) return;
  throw new ConfigError(
    `saveAdapterFolder: ${folder} must be new or hold an adapter, which is replaced, got a folder with ${other}. Name a folder inside it.`,
  );
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
