/** The two sides as processes: bench/train/ours.mjs, and bench/train.py from `$PYTHON` or bench/.venv. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

export const THREADS = "2";

const bench = join(import.meta.dirname, "..");
const venv = join(bench, ".venv");
const venvPython = join(venv, "bin", "python");
const said = new Set(); // reasons, each printed once

export function installPeers() {
  const run = (command, ...rest) => {
    const { status } = spawnSync(command, rest, { stdio: ["ignore", "inherit", "inherit"] });
    if (status !== 0) throw new Error(`bench/train.mjs: ${command} ${rest.join(" ")} failed`);
  };
  if (!existsSync(venvPython)) run("python3", "-m", "venv", venv);
  run(venvPython, "-m", "pip", "install", "--quiet", "torch", "numpy");
}

/** Whether there is a PyTorch to compare with; says so where there is none. */
export function hasPeer() {
  const python = process.env.PYTHON ?? venvPython;
  const found = spawnSync(python, ["-c", "import torch"], { stdio: "ignore" }).status === 0;
  if (!found) {
    console.error(
      "bench/train.mjs: no PyTorch; --install-peers installs it, $PYTHON names another",
    );
  }
  return found;
}

/** Starts a process of ours; its `version` is the engine. */
export async function startOurs() {
  // TensorFlow reads them once, as it loads.
  const threads = { TF_NUM_INTRAOP_THREADS: THREADS, TF_NUM_INTEROP_THREADS: THREADS };
  const worker = await start(process.execPath, join(bench, "train", "ours.mjs"), threads);
  return { ...worker, version: JSON.parse(worker.version) };
}

/** Starts a process of PyTorch's; its `version` is a text. */
export function startTorch() {
  // Compiling in the process itself leaves no others behind that wait for work.
  const settings = { OMP_NUM_THREADS: THREADS, TORCHINDUCTOR_COMPILE_THREADS: "1" };
  return start(process.env.PYTHON ?? venvPython, join(bench, "train.py"), settings);
}

async function start(command, script, settings) {
  const child = spawn(command, [script], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, ...settings },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const read = async () => {
    const { value } = await lines.next();
    if (value !== undefined) return value;
    const { exitCode, signalCode } = child;
    throw new Error(
      `bench/train.mjs: ${command} ${script} has ended (${signalCode ?? exitCode ?? "output closed"})`,
    );
  };
  const version = await read();
  return {
    version,
    /** A number, or undefined where the side can not do it; says why, once. */
    async ask(...words) {
      child.stdin.write(`${words.join(" ")}\n`);
      const text = await read();
      if (!text.startsWith("cannot")) return Number(text);
      if (!said.has(text))
        console.error(`bench/train.mjs: ${words.slice(0, 3).join(" ")}: ${text}`);
      said.add(text);
      return undefined;
    },
    stop: () => child.stdin.end(),
  };
}
