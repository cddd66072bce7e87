import { existsSync } from "node:fs";
import { join } from "node:path";
import { dataFolders } from "../../../src/data/index.ts";

/** Whether one of the data folders has a file, for tests of what only the real files can show. */
export function isFound(name: string, file: string): boolean {
  return dataFolders().some((folder) => existsSync(join(folder, name, file)));
}
