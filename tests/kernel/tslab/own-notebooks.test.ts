import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { joined, NotebookRunner, tslab } from "./notebook-run.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const runner = new NotebookRunner();
const folder = mkdtempSync(join(tmpdir(), "triptych-project-"));

/** What our kernel gives each cell without an import. */
const globals =
  'import { claims, display, figure, film, frame, grid, progress, table, tokenStrip } from "triptych";';

/** Notebooks without imports of `.ts` files and without types that TypeScript 5.0 does not infer. */
const notebooks = ["borat/01-method", "lsrl/02-continuous", "lsrl/03-discrete"];

beforeAll(() => {
  runner.addKernel("tslab", [tslab, "kernel", "--config-path={connection_file}"]);
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(root, join(folder, "node_modules/triptych"), "dir");
});

afterAll(() => {
  runner.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const notebookSchema = z.looseObject({ cells: z.array(z.looseObject({})) });

/** A copy for tslab, in a project that has this package. */
function copyFor(name: string): string {
  const source = readFileSync(join(root, `notebooks/${name}.ipynb`), "utf8");
  const notebook = notebookSchema.parse(JSON.parse(source));
  const first = { cell_type: "code", source: globals, metadata: {}, outputs: [] };
  notebook.cells.unshift({ ...first, id: "globals", execution_count: null });
  const path = join(folder, `${name.replace("/", "-")}.ipynb`);
  writeFileSync(path, JSON.stringify(notebook));
  return path;
}

describe.skipIf(!existsSync(tslab))("our notebook on tslab's kernel", () => {
  it.each(notebooks)("%s runs to its claims", { timeout: 600_000 }, async (name) => {
    const cells = await runner.execute("tslab", copyFor(name));
    const errors = cells.flat().filter(({ name }) => name === "stderr");
    expect(errors.map(({ text }) => joined(text))).toEqual([]);
    expect(
      cells
        .at(-1)
        ?.map(({ text }) => joined(text))
        .join(""),
    ).toContain("claim");
  });
});
