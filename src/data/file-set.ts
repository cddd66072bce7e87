import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { DatasetError } from "../core/index.ts";

/** Named files that lie in a folder or in an archive. */
export interface FileSet {
  /** Paths with `/`, from the top of the folder or archive. */
  readonly names: readonly string[];
  /**
   * Reads one of them.
   *
   * @throws {DatasetError} If there is no such file or it is damaged.
   */
  read(name: string): Promise<Buffer>;
}

/** The files below a folder. */
export async function openFolder(path: string): Promise<FileSet> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(path, join(entry.parentPath, entry.name)).split(sep).join("/"));
  const known = new Set(names);
  return {
    names,
    read: async (name) => {
      if (!known.has(name)) throw absentFile(path, name);
      return await readFile(join(path, name));
    },
  };
}

/** The error of a file that a folder or archive lacks. */
export function absentFile(path: string, name: string): DatasetError {
  return new DatasetError(`read: ${path} must hold ${name}, got no such file`, { path });
}
