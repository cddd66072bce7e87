// A set-up step runs once for given inputs: its stamp in .setup/ holds their hash.
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

/** A failure that a person can mend: what is missing, and the line that mends it. */
export class SetupError extends Error {
  constructor(message, { remedy, cause, isOffline = false } = {}) {
    super(message, { cause });
    this.name = "SetupError";
    this.remedy = remedy;
    this.isOffline = isOffline;
  }
}

// Hashes texts and the contents of files and folders (paths relative to the project).
function hashOf({ texts = [], paths = [] }) {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(`${text}\0`);
  for (const file of paths.flatMap(listFiles).sort()) {
    hash.update(`${file}\0`).update(readFileSync(join(root, file)));
  }
  return hash.digest("hex");
}

function listFiles(path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  if (statSync(full).isFile()) return [path];
  const entries = readdirSync(full, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

/**
 * Runs `step` unless its stamp matches.
 * @param step - `{ name, inputs, outputs, run }`: `inputs` as for `hashOf`, `outputs` paths that must exist,
 *   `run(report)` async, where `report(text)` prints a progress line.
 */
export async function runStep(step) {
  const stamp = join(root, ".setup", `${step.name}.stamp`);
  const hash = hashOf(step.inputs);
  const isDone = existsSync(stamp) && readFileSync(stamp, "utf8") === hash;
  if (isDone && step.outputs.every((path) => existsSync(resolve(root, path)))) return;
  const started = performance.now();
  const report = (text) => process.stdout.write(`setup: ${step.name}: ${text}\n`);
  const note = await step.run(report);
  const missing = step.outputs.find((path) => !existsSync(resolve(root, path)));
  if (missing)
    throw new SetupError(`${step.name}: ended without making ${missing}`, {
      remedy: "npm run setup -- --again",
    });
  writeAtomically(stamp, hash);
  report(
    `done in ${((performance.now() - started) / 1000).toFixed(1)} s${note ? ` (${note})` : ""}`,
  );
}

/** Writes a file by way of a temporary one, so that it is never half there. */
export function writeAtomically(path, text) {
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(`${path}.tmp`, text);
  renameSync(`${path}.tmp`, path);
}
