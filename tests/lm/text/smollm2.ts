import { openModelFiles } from "../../../src/data/index.ts";
import { openGguf } from "../../../src/lm/weights/gguf.ts";

/** Key-value pairs of SmolLM2-135M-Instruct; only the file's header is read. */
export async function readSmollm2Metadata(): Promise<Readonly<Record<string, unknown>>> {
  const files = await openModelFiles("smollm2");
  if (files.format !== "gguf") throw new Error("SmolLM2 must be one GGUF file");
  try {
    return (await openGguf(files.file)).metadata;
  } finally {
    await files.close();
  }
}
