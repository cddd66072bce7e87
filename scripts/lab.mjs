// Opens JupyterLab with the kernel on the notebooks; further arguments go to `jupyter lab`.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "./setup/step.mjs";

const isRoot = process.getuid?.() === 0;
const lab = spawn(
  join(root, ".venv/bin/jupyter-lab"),
  [
    `--ServerApp.root_dir=${root}`,
    "--LabApp.default_url=/lab/tree/notebooks/00-start.ipynb",
    ...(isRoot ? ["--allow-root"] : []),
    ...process.argv.slice(2),
  ],
  { stdio: "inherit", cwd: root },
);
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => lab.kill(signal));
lab.on("exit", (code) => process.exit(code ?? 1));
