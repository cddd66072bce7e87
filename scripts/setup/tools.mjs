// The three things a machine must bring: Node, Python with venv, a C++ compiler.
import { spawnSync } from "node:child_process";
import { SetupError } from "./step.mjs";

const isMac = process.platform === "darwin";

/** @throws {SetupError} If this Node cannot load an ES module by `require`. */
export function requireNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  const isFit = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
  if (isFit) return process.versions.node;
  throw new SetupError(
    `Node 20.19 or newer, or 22.12 or newer, is required, got ${process.versions.node}`,
    {
      remedy: "install a newer Node: https://nodejs.org/en/download, or `nvm install 22`",
    },
  );
}

/**
 * Finds a Python that the pinned packages have wheels for.
 * @returns `{ command, version }`, e.g. `{ command: "python3", version: "3.11" }`.
 * @throws {SetupError} If there is none, or it lacks venv.
 */
export function requirePython() {
  const named = process.env.PYTHON;
  const candidates = named
    ? [named]
    : ["python3", "python3.13", "python3.12", "python3.11", "python3.10", "python"];
  const seen = [];
  for (const command of candidates) {
    const probe = spawnSync(
      command,
      [
        "-c",
        "import sys; print('%d.%d' % sys.version_info[:2])\ntry:\n import venv, ensurepip; print('venv')\nexcept ImportError: print('no venv')",
      ],
      { encoding: "utf8" },
    );
    if (probe.status !== 0) continue;
    const [version, venv] = probe.stdout.trim().split("\n");
    seen.push(`${command} is ${version}`);
    const minor = Number(version.split(".")[1]);
    if (!version.startsWith("3.") || minor < 10 || minor > 13) continue;
    if (venv !== "venv") {
      throw new SetupError(`Python with venv is required, got ${command} ${version} without it`, {
        remedy: `apt-get install python${version}-venv`,
      });
    }
    return { command, version };
  }
  throw new SetupError(`Python 3.10 to 3.13 is required, got ${seen.join(", ") || "none"}`, {
    remedy: isMac
      ? "brew install python@3.12"
      : "apt-get install python3 python3-venv (or set PYTHON to another one)",
  });
}

/** @throws {SetupError} If no C++ compiler is found (`CXX`, then g++, clang++, c++). */
export function requireCompiler() {
  const candidates = process.env.CXX ? [process.env.CXX] : ["g++", "clang++", "c++"];
  for (const command of candidates) {
    const probe = spawnSync(command, ["--version"], { encoding: "utf8" });
    if (probe.status === 0) return { command, version: probe.stdout.split("\n")[0] };
  }
  throw new SetupError(
    `a C++ compiler is required to build the engine, tried ${candidates.join(", ")}`,
    {
      remedy: `${isMac ? "xcode-select --install" : "apt-get install g++"}; or go on with the slow portable engine: npm run setup -- --portable`,
    },
  );
}
