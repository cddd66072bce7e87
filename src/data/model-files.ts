import { createHash } from "node:crypto";
import { access, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { DatasetError } from "../core/index.ts";
import { type ByteFile, openByteFile } from "./byte-file.ts";
import { dataFolders } from "./cache.ts";
import type { ReadOptions } from "./download.ts";
import { readManifest } from "./manifest.ts";

/** A language model on the disk. Close it once the weights are read. */
export type ModelFiles = GgufFiles | FolderFiles;

interface CommonFiles {
  /** What it was opened by. */
  readonly name: string;
  /** Of the weight files one after the other; reads them whole. */
  sha256(): Promise<string>;
  close(): Promise<void>;
}

/** One GGUF file. */
export interface GgufFiles extends CommonFiles {
  readonly format: "gguf";
  readonly file: ByteFile;
}

/** A folder as Hugging Face's libraries save it. */
export interface FolderFiles extends CommonFiles {
  readonly format: "safetensors";
  /** Contents of `config.json`, `tokenizer.json` and `tokenizer_config.json`. */
  readonly config: unknown;
  readonly tokenizer: unknown;
  readonly tokenizerConfig: unknown;
  /** Contents of `chat_template.jinja`, where newer libraries keep the template. */
  readonly chatTemplate: string | undefined;
  /** The `*.safetensors` files of the model, in order of names. */
  readonly shards: readonly ByteFile[];
}

/** The model that set-up fetches. */
export const defaultModelName = "smollm2";

/**
 * Opens a language model.
 *
 * @param model - `"smollm2"`, the path of a `.gguf` file, or that of a folder with `config.json`,
 *   `tokenizer.json`, `tokenizer_config.json` and `*.safetensors`. Default `"smollm2"`.
 * @throws {DatasetError} If a file is missing; names it.
 */
export async function openModelFiles(
  model: string = defaultModelName,
  { folders = dataFolders() }: ReadOptions = {},
): Promise<ModelFiles> {
  const path = model === defaultModelName ? await findDefault(folders) : model;
  const found = await stat(path).catch((cause: unknown) => {
    throw new DatasetError(
      `openModelFiles: the model must be "${defaultModelName}", a .gguf file or a folder, got ${model}. Check the path.`,
      { path },
      { cause },
    );
  });
  return found.isDirectory() ? await openFolder(model, path) : await openGgufFile(model, path);
}

async function findDefault(folders: readonly string[]): Promise<string> {
  const manifest = await readManifest(defaultModelName);
  if (!("file" in manifest)) throw new Error("openModelFiles: the default model is fetched");
  const candidates = folders.map((folder) => join(folder, manifest.name, manifest.file));
  for (const candidate of candidates) {
    const isThere = await access(candidate).then(
      () => true,
      () => false,
    );
    if (isThere) return candidate;
  }
  throw new DatasetError(
    `openModelFiles: ${manifest.file} must be at ${candidates.join(" or ")}, got no file there. Run: npm run setup`,
    { path: candidates[0], expectedSha256: manifest.sha256 },
  );
}

async function openGgufFile(name: string, path: string): Promise<GgufFiles> {
  const file = await openByteFile(path);
  return { name, format: "gguf", file, sha256: () => hashFiles([file]), close: file.close };
}

async function openFolder(name: string, folder: string): Promise<FolderFiles> {
  const config = await readJson(join(folder, "config.json"));
  const tokenizer = await readJson(join(folder, "tokenizer.json"));
  const tokenizerConfig = await readJson(join(folder, "tokenizer_config.json"));
  const files = await weightFiles(folder);
  if (files.length === 0) {
    throw new DatasetError(
      `openModelFiles: ${folder} must have weights as *.safetensors, got none. Convert or download them in that format.`,
      { path: folder },
    );
  }
  const chatTemplate = await readFile(join(folder, "chat_template.jinja"), "utf8").catch(
    () => undefined,
  );
  const shards = await Promise.all(files.map((file) => openByteFile(join(folder, file))));
  const close = async () => {
    await Promise.all(shards.map((shard) => shard.close()));
  };
  const sha256 = () => hashFiles(shards);
  const contents = { config, tokenizer, tokenizerConfig, chatTemplate };
  return { name, format: "safetensors", ...contents, shards, sha256, close };
}

/** As transformers chooses: one file, else those of the index; Mistral's folders have another copy beside them. */
async function weightFiles(folder: string): Promise<readonly string[]> {
  const [whole, index] = ["model.safetensors", "model.safetensors.index.json"];
  const names = await readdir(folder);
  if (names.includes(whole)) return [whole];
  if (!names.includes(index)) return names.filter((name) => name.endsWith(".safetensors")).sort();
  const path = join(folder, index);
  const parsed = indexSchema.safeParse(await readJson(path));
  if (parsed.success) return [...new Set(Object.values(parsed.data.weight_map))].sort();
  throw new DatasetError(
    `openModelFiles: ${path} must tell the file of each tensor\n${z.prettifyError(parsed.error)}`,
    { path },
  );
}

const indexSchema = z.object({ weight_map: z.record(z.string(), z.string()) });

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DatasetError(
      `openModelFiles: ${path} must be a JSON file, got none (${reason}). Take it from the model's repository.`,
      { path },
      { cause },
    );
  }
}

const hashedBytes = 2 ** 24; // at a time

async function hashFiles(files: readonly ByteFile[]): Promise<string> {
  const hash = createHash("sha256");
  for (const file of files) {
    for (let offset = 0; offset < file.size; offset += hashedBytes) {
      hash.update(await file.read(offset, Math.min(hashedBytes, file.size - offset)));
    }
  }
  return hash.digest("hex");
}
