import { basename } from "node:path";
import { defaultModelName, readManifest } from "../data/index.ts";

/** What is known of a model that adapters are trained on. */
interface BaseModel {
  /** On Hugging Face, or the path it was opened by. */
  readonly name: string;
  /** File or folder with the weights. */
  readonly file: string;
  /** Hugging Face's name of its licence; `other` where it is not known. */
  readonly licence: string;
}

/** Looks up a model by what `openChatModel` was given. */
export async function describeBase(model: string): Promise<BaseModel> {
  if (model !== defaultModelName) return { name: model, file: basename(model), licence: "other" };
  const manifest = await readManifest(model);
  return {
    name: "HuggingFaceTB/SmolLM2-135M-Instruct",
    file: "file" in manifest ? manifest.file : manifest.title,
    licence: manifest.licence.toLowerCase(),
  };
}
