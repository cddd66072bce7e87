// Builds the N-API addon of @tensorflow/tfjs-node-gpu against the libtensorflow inside the PyPI wheel.
// One compiler call is enough: N-API headers come from npm, so neither node-gyp nor Node's headers are fetched,
// and the same addon loads on every Node.
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { join } from "node:path";
import { runCommand } from "./command.mjs";
import { root, SetupError, writeAtomically } from "./step.mjs";
import { requireCompiler } from "./tools.mjs";

const tfjsNode = join(root, "node_modules/@tensorflow/tfjs-node-gpu");

/** Path of the addon, relative to the project. */
export const addonFile = "node_modules/@tensorflow/tfjs-node-gpu/lib/napi-v8/tfjs_binding.node";
const addon = join(root, addonFile);

/** Files of ours that are compiled into the addon, and what they include. */
const ownSources = [
  "attention-gradient-kernels.cc",
  "attention-kernels.cc",
  "kernels.cc",
  "lm-kernels.cc",
  "quiet.cc",
].map((file) => `scripts/setup/${file}`);
const ownHeaders = ["attention.h", "kernels.h", "product.h"].map((file) => `scripts/setup/${file}`);

/** What the engine is made of, relative to the project. */
export const engineSources = ["scripts/setup/engine.mjs", ...ownHeaders, ...ownSources];

/** Path, relative to the project, of the file that says which engine was set up. */
export const engineRecord = ".setup/engine.json";

/**
 * Sets up the engine of the given kind: `cpu`, `gpu` (CUDA 12) or `portable` (no native code).
 * @returns A word on what was built.
 */
export async function setUpEngine(kind, report) {
  shareOneAddon();
  if (kind === "portable")
    return record("portable", "tfjs on its JavaScript backend: small shapes only");
  const compiler = requireCompiler();
  try {
    report(`installing libtensorflow (${kind}) from its wheel`);
    await installWheel(kind);
    report(`compiling the addon with ${compiler.command}`);
    const library = await compile(compiler.command, report);
    return record(kind, library);
  } catch (cause) {
    if (cause.isOffline) throw cause; // the next run can do better than a fallback
    report(`native build failed, trying the prebuilt download instead: ${firstLine(cause)}`);
    return await usePrebuilt(kind, cause, report);
  }
}

// danfojs-node asks for @tensorflow/tfjs-node: give it the same copy, for two addons in one process clash.
function shareOneAddon() {
  const alias = join(root, "node_modules/@tensorflow/tfjs-node");
  if (lstatSync(alias, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  rmSync(alias, { recursive: true, force: true });
  symlinkSync("tfjs-node-gpu", alias);
}

async function installWheel(kind) {
  const python = join(root, ".venv/bin/python");
  const pip = ["-m", "pip", "--disable-pip-version-check", "--quiet"];
  // The CPU and the GPU wheel fill the same folder: pip would take the one for the other.
  await runCommand(python, [...pip, "uninstall", "--yes", "tensorflow", "tensorflow-cpu"]);
  const wanted =
    kind === "gpu"
      ? ["-r", "requirements-gpu.txt"]
      : ["--no-deps", "-r", "requirements-engine.txt"];
  await runCommand(python, [...pip, "install", ...wanted]);
}

// The folder of the installed tensorflow package, or undefined.
function tensorflowFolder() {
  const lib = join(root, ".venv/lib");
  if (!existsSync(lib)) return undefined;
  const folders = readdirSync(lib).map((python) => join(lib, python, "site-packages/tensorflow"));
  return folders.find((folder) => existsSync(join(folder, "include")));
}

async function compile(compiler, report) {
  const tensorflow = tensorflowFolder();
  if (!tensorflow) throw new SetupError("the tensorflow wheel has no include folder");
  mkdirSync(join(addon, ".."), { recursive: true });
  const own = ownSources.map((file) => join(root, file));
  try {
    await compileAddon(compiler, tensorflow, own);
  } catch (cause) {
    report(`going on without our own kernels, which costs some speed: ${firstLine(cause)}`);
    await compileAddon(compiler, tensorflow, []);
  }
  await checkAddon();
  return librariesOf(tensorflow)[0];
}

function librariesOf(tensorflow) {
  const suffix = process.platform === "darwin" ? ".2.dylib" : ".so.2";
  return ["libtensorflow_cc", "libtensorflow_framework"].map((name) =>
    join(tensorflow, name + suffix),
  );
}

async function compileAddon(compiler, tensorflow, ownFiles) {
  await runCommand(compiler, [
    ...[
      "-O3",
      "-shared",
      "-fPIC",
      "-std=c++17",
      "-w",
      "-fno-math-errno",
      "-DNAPI_VERSION=8",
      "-DNODE_GYP_MODULE_NAME=tfjs_binding",
    ],
    ...(process.platform === "darwin" ? ["-undefined", "dynamic_lookup"] : []),
    ...[
      "-I",
      join(root, "node_modules/node-api-headers/include"),
      "-I",
      join(tensorflow, "include"),
      "-I",
      tfjsNode,
    ],
    ...["binding/tfjs_backend.cc", "binding/tfjs_binding.cc"].map((file) => join(tfjsNode, file)),
    ...ownFiles,
    ...librariesOf(tensorflow),
    `-Wl,-rpath,${tensorflow}`,
    ...["-o", `${addon}.tmp`],
  ]);
  renameSync(`${addon}.tmp`, addon);
}

async function checkAddon() {
  const code =
    "const tf = require('@tensorflow/tfjs-node-gpu'); if (tf.ones([2, 2]).sum().dataSync()[0] !== 4) process.exit(1)";
  const shim =
    "const u = require('node:util'); u.isNullOrUndefined ??= (v) => v == null; u.isArray ??= Array.isArray;";
  await runCommand(process.execPath, ["-e", shim + code], { env: { TF_CPP_MIN_LOG_LEVEL: "3" } });
}

async function usePrebuilt(kind, cause, report) {
  const preGyp = join(root, "node_modules/@mapbox/node-pre-gyp/bin/node-pre-gyp");
  try {
    await runCommand(process.execPath, [preGyp, "install"], { cwd: tfjsNode });
    await checkAddon();
    return record(kind, "prebuilt libtensorflow 2.9.1");
  } catch {
    report(
      "no prebuilt engine either; going on with the portable one, which is slow and cannot train conv nets",
    );
    report("remedy: mend the error below, then `npm run setup -- --again`");
    report(cause.message);
    return record("portable", "fallback");
  }
}

function record(kind, library) {
  writeAtomically(join(root, engineRecord), `${JSON.stringify({ kind, library })}\n`);
  return `${kind}: ${library}`;
}

function firstLine(error) {
  return error.message.split("\n")[0];
}
