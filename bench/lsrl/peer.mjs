/** numpy's and scipy's side: bench/lsrl.py, from `$PYTHON` or bench/.venv. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { networkToJson, programToJson } from "triptych/lsrl";

const bench = join(import.meta.dirname, "..");
const venv = join(bench, ".venv");
const venvPython = join(venv, "bin", "python");

export function installPeers() {
  const run = (command, ...rest) => {
    const { status } = spawnSync(command, rest, { stdio: ["ignore", "inherit", "inherit"] });
    if (status !== 0) throw new Error(`bench/lsrl.mjs: ${command} ${rest.join(" ")} failed`);
  };
  if (!existsSync(venvPython)) run("python3", "-m", "venv", venv);
  run(venvPython, "-m", "pip", "install", "--quiet", "numpy", "scipy");
}

/** Starts the peer; undefined where there is none. */
export async function startPeer() {
  const python = process.env.PYTHON ?? venvPython;
  if (!process.env.PYTHON && !existsSync(python)) {
    console.error("bench/lsrl.mjs: no scipy; --install-peers installs it, $PYTHON names another");
    return undefined;
  }
  const child = spawn(python, [join(bench, "lsrl.py")], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, OPENBLAS_NUM_THREADS: "1", OMP_NUM_THREADS: "1" },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const read = async () => {
    const { value } = await lines.next();
    if (value === undefined) throw new Error(`bench/lsrl.mjs: ${python} bench/lsrl.py has ended`);
    return JSON.parse(value);
  };
  const ask = (request) => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    return read();
  };
  const folder = mkdtempSync(join(tmpdir(), "triptych-bench-"));
  return {
    version: await read(),
    /** Gives the last output of every engine. */
    load({ program, network, sequence }) {
      const path = join(folder, "case.json");
      const [programJson, networkJson] = [programToJson(program), networkToJson(network)];
      const document = { program: programJson, network: networkJson, sequence };
      writeFileSync(path, JSON.stringify(document));
      return ask({ do: "load", path });
    },
    /** Microseconds a token, of the engine `index` of the case loaded `number`th. */
    time: (number, engine, ms) => ask({ do: "time", number, engine, ms }),
    /** Gigabytes a second. */
    readSpeed: (bytes) => ask({ do: "read", bytes }),
    stop() {
      child.stdin.end();
      rmSync(folder, { recursive: true });
    },
  };
}
