// What set-up does, in this order: npm packages, Python side, engine, build, kernelspec. The data follow.
import { existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { runCommand } from "./command.mjs";
import { addonFile, engineRecord, engineSources, setUpEngine } from "./engine.mjs";
import { root } from "./step.mjs";
import { requirePython } from "./tools.mjs";

/** npm packages, without their install scripts. */
export const packages = {
  name: "packages",
  inputs: { paths: ["package.json", "package-lock.json"] },
  outputs: ["node_modules/vitest", "node_modules/@tensorflow/tfjs-node-gpu"],
  async run(report) {
    report("installing the npm packages");
    const npm = process.env.npm_execpath;
    const [command, first] = npm?.endsWith(".js") ? [process.execPath, [npm]] : ["npm", []];
    await runCommand(command, [...first, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
      remedy: "delete node_modules and run the same command again",
    });
  },
};

/** JupyterLab and its tools. */
export const python = {
  name: "python",
  inputs: { paths: ["requirements.txt"] },
  outputs: [".venv/bin/jupyter-lab"],
  async run(report) {
    const { command, version } = requirePython();
    report(`installing JupyterLab for Python ${version} in .venv`);
    await runCommand(command, ["-m", "venv", ".venv"], {
      remedy: "delete .venv and run the same command again",
    });
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    await runCommand(join(root, ".venv/bin/python"), [...pip, "-r", "requirements.txt"]);
    return `Python ${version}`;
  },
};

/** The tensor engine of the given kind: `cpu`, `gpu` or `portable`. */
export const engineStep = (kind) => ({
  name: "engine",
  inputs: {
    texts: [kind, process.env.CXX ?? ""],
    paths: [
      "package-lock.json",
      "requirements-engine.txt",
      "requirements-gpu.txt",
      "requirements.txt",
      ...engineSources,
    ],
  },
  // Asked before and after the run, which may fall back to another kind.
  get outputs() {
    const { kind, library = "" } = recordedEngine();
    if (kind === "portable") return [engineRecord];
    // The addon is of no use without the library in .venv.
    return [engineRecord, addonFile, ...(isAbsolute(library) ? [library] : [])];
  },
  run: (report) => setUpEngine(kind, report),
});

function recordedEngine() {
  const file = join(root, engineRecord);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
}

/** The compiled kernel and library. */
export const build = {
  name: "build",
  inputs: {
    paths: [
      "cli.ts",
      "index.ts",
      "kernel",
      "live.ts",
      "src",
      "scripts/setup/bundle.mjs",
      "tsconfig.json",
      "tsconfig.build.json",
      "package-lock.json",
    ],
  },
  outputs: ["dist/kernel/main.cjs", "dist/index.js"],
  async run(report) {
    report("compiling the kernel and the library");
    const fresh = join(root, "dist.new");
    rmSync(fresh, { recursive: true, force: true });
    const tsc = ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json", "--outDir", fresh];
    await runCommand(process.execPath, tsc, { remedy: "mend the type errors above" });
    await runCommand(process.execPath, ["scripts/setup/bundle.mjs", "dist.new"]);
    rmSync(join(root, "dist"), { recursive: true, force: true });
    renameSync(fresh, join(root, "dist"));
  },
};

/** The kernel, known to the JupyterLab in .venv. */
export const kernelspec = {
  name: "kernelspec",
  inputs: { texts: [root, process.execPath], paths: ["kernel/install.ts"] },
  outputs: [".venv/share/jupyter/kernels/triptych/kernel.json"],
  async run() {
    await runCommand(process.execPath, [
      "dist/kernel/cli.js",
      "install",
      "--prefix",
      join(root, ".venv"),
    ]);
  },
};
