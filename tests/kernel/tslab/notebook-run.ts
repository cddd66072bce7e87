import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** Start of the stock kernel, installed or not. */
export const tslab = join(root, "node_modules/tslab/bin/tslab");

export interface NotebookOutput {
  readonly output_type: string;
  readonly name?: string;
  readonly text?: string | readonly string[];
  readonly data?: Readonly<Record<string, string | readonly string[]>>;
}

/** Kernels by name, known to the notebooks run through it alone. */
export class NotebookRunner {
  readonly #jupyterPath = mkdtempSync(join(tmpdir(), "triptych-tslab-"));

  addKernel(name: string, command: readonly string[]): void {
    const folder = join(this.#jupyterPath, "kernels", name);
    mkdirSync(folder, { recursive: true });
    const argv = [process.execPath, ...command];
    const spec = { argv, display_name: name, language: "typescript" };
    writeFileSync(join(folder, "kernel.json"), JSON.stringify(spec));
  }

  /** What each code cell of a notebook shows. */
  async execute(kernel: string, notebook: string): Promise<NotebookOutput[][]> {
    const { stdout } = await promisify(execFile)(
      join(root, ".venv/bin/jupyter-nbconvert"),
      [
        ...["--to", "notebook", "--execute", "--stdout"],
        ...[`--ExecutePreprocessor.kernel_name=${kernel}`, notebook],
      ],
      {
        env: {
          ...process.env,
          JUPYTER_PATH: this.#jupyterPath,
          JUPYTER_DATA_DIR: this.#jupyterPath, // cells of tests are no history
          TRIPTYCH_SMOKE: "1",
        },
        maxBuffer: 2 ** 28,
      },
    );
    const { cells } = JSON.parse(stdout) as {
      cells: readonly { readonly cell_type: string; readonly outputs?: NotebookOutput[] }[];
    };
    return cells.filter(({ cell_type }) => cell_type === "code").map(({ outputs = [] }) => outputs);
  }

  dispose(): void {
    rmSync(this.#jupyterPath, { recursive: true, force: true });
  }
}

export function joined(text: string | readonly string[] = ""): string {
  return typeof text === "string" ? text : text.join("");
}
