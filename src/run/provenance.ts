import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { engineInfo, tf } from "../core/index.ts";

/** Folder of this package, the same for the sources and for what is built of them. */
export const packageFolder = dirname(
  createRequire(import.meta.url).resolve("triptych/package.json"),
);

/** What a result was made with. */
export const provenanceSchema = z.strictObject({
  /** Commit of the sources, `-dirty` if they were changed; absent outside a checkout. */
  git: z.string().exactOptional(),
  versions: z.strictObject({
    triptych: z.string(),
    node: z.string(),
    tfjs: z.string(),
    tensorflow: z.string().exactOptional(),
  }),
  device: z.enum(["CPU", "GPU"]),
});

/** What a result was made with. */
export type Provenance = Readonly<z.output<typeof provenanceSchema>>;

/** Looks up what this process runs on; starts the engine. */
export async function readProvenance(): Promise<Provenance> {
  const manifest = z.object({ version: z.string() });
  const text = await readFile(join(packageFolder, "package.json"), "utf8");
  const { node, library, device } = engineInfo();
  const git = await readCommit();
  return {
    ...(git !== undefined && { git }),
    versions: {
      triptych: manifest.parse(JSON.parse(text)).version,
      node,
      tfjs: tf.version["tfjs-core"],
      ...(library !== undefined && { tensorflow: library }),
    },
    device,
  };
}

async function readCommit(): Promise<string | undefined> {
  if (!existsSync(join(packageFolder, ".git"))) return undefined; // not of a checkout around it
  const command = ["describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"];
  try {
    const { stdout } = await promisify(execFile)("git", command, { cwd: packageFolder });
    return stdout.trim();
  } catch {
    return undefined; // no git
  }
}
