import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach } from "vitest";

/** A folder for data that is there for each test of a file and empty at its start. */
export function useDataFolder(): {
  readonly path: () => string;
  readonly put: (file: string, content: string | Buffer) => void;
} {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "text-test-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  return {
    path: () => folder,
    put: (file, content) => {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), content);
    },
  };
}
