import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

/** Folder of an area's golden files: under `TRIPTYCH_GOLDEN`, by default `tests/golden`. */
function goldenFolder(area: string): string {
  const root = process.env["TRIPTYCH_GOLDEN"] ?? join(import.meta.dirname, "..", "golden");
  return join(root, area);
}

/** A golden file, named without its ending. */
export interface GoldenFile {
  readonly name: string;
  readonly content: unknown;
}

/** Reads every JSON file of an area whose name starts with `prefix`, in order of names. */
export function readGolden(area: string, prefix = ""): readonly GoldenFile[] {
  const folder = goldenFolder(area);
  return readdirSync(folder)
    .filter((file) => file.startsWith(prefix) && file.endsWith(".json"))
    .sort()
    .map((file) => ({
      name: basename(file, ".json"),
      content: JSON.parse(readFileSync(join(folder, file), "utf8")),
    }));
}
