// Brings everything up on a machine that has Node, Python with venv and a C++ compiler.
// Plain Node, no dependencies. `npm test`, `npm run reproduce` and `npm run lab` call it first;
// a step that is up to date is skipped, so that a second run takes a moment.
//
// node scripts/setup.mjs [--gpu | --cpu | --portable] [--again]
import { existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "./setup/command.mjs";
import { dataSteps } from "./setup/data.mjs";
import { engineRecord, setUpEngine } from "./setup/engine.mjs";
import { root, runStep, SetupError, writeAtomically } from "./setup/step.mjs";
import { requireNode, requirePython } from "./setup/tools.mjs";

const arguments_ = process.argv.slice(2);

try {
  await setUp();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(`\nsetup: ${error.message}`);
  if (error.remedy) console.error(`remedy: ${error.remedy}`);
  process.exitCode = 1;
}

async function setUp() {
  const unknown = arguments_.find(
    (argument) => !["--gpu", "--cpu", "--portable", "--again"].includes(argument),
  );
  if (unknown)
    throw new SetupError(`unknown option ${unknown}`, {
      remedy: "use --gpu, --cpu, --portable or --again",
    });
  if (arguments_.includes("--again"))
    rmSync(join(root, ".setup"), { recursive: true, force: true });
  requireNode();
  const engine = chosenEngine();
  for (const step of [packages, python, engineStep(engine), build, kernelspec, ...dataSteps()])
    await runStep(step);
}

// A choice made once (`--gpu`) holds until another is made.
function chosenEngine() {
  const chosen = ["gpu", "cpu", "portable"].find((kind) => arguments_.includes(`--${kind}`));
  const file = join(root, ".setup/engine-choice");
  if (chosen) writeAtomically(file, chosen);
  return chosen ?? (existsSync(file) ? readFileSync(file, "utf8") : "cpu");
}

const packages = {
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

const python = {
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

const engineStep = (kind) => ({
  name: "engine",
  inputs: {
    texts: [kind, process.env.CXX ?? ""],
    paths: [
      "package-lock.json",
      "requirements-engine.txt",
      "requirements-gpu.txt",
      "requirements.txt",
      "scripts/setup/engine.mjs",
    ],
  },
  outputs: [
    engineRecord,
    ...(recordedEngine() === "portable"
      ? []
      : ["node_modules/@tensorflow/tfjs-node-gpu/lib/napi-v8/tfjs_binding.node"]),
  ],
  run: (report) => setUpEngine(kind, report),
});

function recordedEngine() {
  const file = join(root, engineRecord);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).kind : undefined;
}

const build = {
  name: "build",
  inputs: {
    paths: [
      "index.ts",
      "kernel",
      "src",
      "tsconfig.json",
      "tsconfig.build.json",
      "package-lock.json",
    ],
  },
  outputs: ["dist/kernel/main.js", "dist/index.js"],
  async run(report) {
    report("compiling the kernel and the library");
    const fresh = join(root, "dist.new");
    rmSync(fresh, { recursive: true, force: true });
    const tsc = ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json", "--outDir", fresh];
    await runCommand(process.execPath, tsc, { remedy: "mend the type errors above" });
    rmSync(join(root, "dist"), { recursive: true, force: true });
    renameSync(fresh, join(root, "dist"));
  },
};

const kernelspec = {
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
