// Says of each part of the installation whether it works and, if not, what to do.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { cacheFolder } from "./setup/cache.mjs";
import { defaultManifests } from "./setup/data.mjs";
import { engineRecord } from "./setup/engine.mjs";
import { root } from "./setup/step.mjs";
import { requireCompiler, requireNode, requirePython } from "./setup/tools.mjs";

const again = "npm run setup";
let problems = 0;

await look("Node", () => requireNode());
await look("Python", () => {
  const { command, version } = requirePython();
  return `${version} (${command})`;
});
await look("compiler", () => requireCompiler().version);
await look("packages", () => present("node_modules/zeromq"));
await look("JupyterLab", () => present(".venv/bin/jupyter-lab"));
await look("engine", engine);
await look("kernelspec", kernelspec);
for (const manifest of defaultManifests())
  await look(`data ${manifest.name}`, () => cached(manifest));
process.exitCode = problems > 0 ? 1 : 0;

async function look(name, check) {
  try {
    console.log(`ok    ${name.padEnd(14)} ${await check()}`);
  } catch (error) {
    problems += 1;
    console.log(
      `FAIL  ${name.padEnd(14)} ${error.message.split("\n")[0]}\n      ${"".padEnd(14)} do: ${error.remedy ?? again}`,
    );
  }
}

function present(path) {
  if (!existsSync(join(root, path))) throw new Error(`${path} is missing`);
  return path;
}

async function engine() {
  const { kind, library } = JSON.parse(readFileSync(join(root, present(engineRecord)), "utf8"));
  const core = await import(pathToFileURL(join(root, present("dist/src/core/index.js"))).href);
  const info = core.engineInfo();
  // The portable engine would take half a minute for the large product.
  const size = info.native ? 1024 : 256;
  const speed = `matmul ${size}^2 at ${core.measureMatmul(size).toFixed(0)} GFLOP/s`;
  if (kind !== "portable" && !info.native) throw new Error("the native addon does not load");
  if (kind === "gpu" && info.device !== "GPU") {
    const remedy = "look at nvidia-smi (driver >= 525), or go back with npm run setup -- --cpu";
    throw Object.assign(new Error(`no GPU was found; the CPU runs at ${speed}`), { remedy });
  }
  return `${info.device}, ${info.native ? `TensorFlow ${info.library ?? ""} native (${library})` : "portable JavaScript backend, slow"}, ${speed}`;
}

function kernelspec() {
  const file = present(".venv/share/jupyter/kernels/triptych/kernel.json");
  const { argv } = JSON.parse(readFileSync(join(root, file), "utf8"));
  const gone = argv.find((part) => part.startsWith("/") && !existsSync(part));
  if (gone) throw new Error(`${file} names ${gone}, which does not exist`);
  return file;
}

function cached({ name, file, bytes, source }) {
  const path = join(cacheFolder(), name, file);
  if (!existsSync(path))
    throw new Error(`${path} is missing (${(bytes / 1e6).toFixed(1)} MB from ${source.package})`);
  return path;
}
