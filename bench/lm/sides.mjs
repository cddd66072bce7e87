/** The two sides as processes: bench/lm/ours.mjs, and bench/lm/theirs.py from `$PYTHON` or bench/.venv. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

export const THREADS = "2";
/** What TensorFlow reads once, as it loads. */
export const engineThreads = { TF_NUM_INTRAOP_THREADS: THREADS, TF_NUM_INTEROP_THREADS: THREADS };

const here = import.meta.dirname;
const venv = join(here, "..", ".venv");
const venvPython = join(venv, "bin", "python");

export function installPeers() {
  if (!existsSync(venvPython)) run("python3", ["-m", "venv", venv]);
  run(venvPython, ["-m", "pip", "install", "--quiet", "-r", join(here, "requirements.txt")]);
}

/** Whether there are peers to compare with; says so where there are none. */
export function hasPeers() {
  const find = "from importlib.util import find_spec as f; assert f('transformers') and f('peft')";
  const { status } = spawnSync(python(), ["-c", find], { stdio: "ignore" });
  if (status !== 0) {
    console.error(
      "bench/lm: no PyTorch with transformers and peft; --install-peers installs them, $PYTHON names another",
    );
  }
  return status === 0;
}

/** Writes what the sides read into a folder. */
export function prepare(folder) {
  run(process.execPath, [join(here, "prepare.mjs"), folder], engineThreads);
}

/** Starts a process of ours. */
export function startOurs(folder) {
  return start(process.execPath, [join(here, "ours.mjs"), folder], engineThreads);
}

/** Starts a process of PyTorch's. */
export function startTheirs(folder) {
  const quiet = { HF_HUB_OFFLINE: "1", PYTHONWARNINGS: "ignore::FutureWarning" };
  const settings = { OMP_NUM_THREADS: THREADS, ...quiet };
  return start(python(), [join(here, "theirs.py"), folder], settings);
}

function python() {
  return process.env.PYTHON ?? venvPython;
}

function run(command, words, settings = {}) {
  const env = { ...process.env, ...settings };
  const { status } = spawnSync(command, words, { stdio: ["ignore", "inherit", "inherit"], env });
  if (status !== 0) throw new Error(`bench/lm: ${command} ${words.join(" ")} failed`);
}

/** @returns The versions it names, `ask`, which gives a number, and `stop`. */
async function start(command, words, settings) {
  const child = spawn(command, words, {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, ...settings },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const read = async () => {
    const { value } = await lines.next();
    if (value !== undefined) return value;
    throw new Error(`bench/lm: ${command} ${words.join(" ")} has ended`);
  };
  return {
    version: await read(),
    async ask(request) {
      child.stdin.write(`${request}\n`);
      return Number(await read());
    },
    stop: () => child.stdin.end(),
  };
}
