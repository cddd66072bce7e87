import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";

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

/**
 * Looks up what this process runs on.
 *
 * @param usesEngine - Whether the result is of tensors: then their library is named, and started.
 */
export async function readProvenance(usesEngine: boolean): Promise<Provenance> {
  commit ??= readCommit();
  const git = await commit;
  const engine = usesEngine ? (await import("../core/engine.ts")).engineInfo() : undefined;
  return {
    ...(git !== undefined && { git }),
    versions: {
      triptych: await versionIn(join(packageFolder, "package.json")),
      node: process.versions.node,
      tfjs: await versionIn(
        createRequire(import.meta.url).resolve("@tensorflow/tfjs/package.json"),
      ),
      ...(engine?.library !== undefined && { tensorflow: engine.library }),
    },
    device: engine?.device ?? "CPU",
  };
}

async function versionIn(manifest: string): Promise<string> {
  const schema = z.object({ version: z.string() });
  return schema.parse(JSON.parse(await readFile(manifest, "utf8"))).version;
}

let commit: ReturnType<typeof readCommit> | undefined; // of what was loaded, so read once

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
