import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { hasCode } from "../core/errors.ts";

/** What {@link writeAtomically} may leave beside a file when the process ends meanwhile. */
export function partialPath(path: string): string {
  return `${path}.part`;
}

/**
 * Replaces a file's content, all or nothing: whenever this is broken off, the old or the new one is
 * there. One process at a time may write a file.
 */
export async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = partialPath(path);
  try {
    const file = await open(temporary, "w");
    try {
      await file.writeFile(content);
      await file.sync(); // else the name may reach the disk before the content
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Whether an error says that there is no such file. */
export function isMissing(error: unknown): boolean {
  return hasCode(error, "ENOENT");
}
