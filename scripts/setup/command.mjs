// Runs a child process and turns what it says into an error with a remedy.
import { spawn } from "node:child_process";
import { root, SetupError } from "./step.mjs";

const noNetwork =
  /ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|Temporary failure in name resolution|Max retries exceeded|NewConnectionError|Network is unreachable|Could not find a version that satisfies the requirement .*\(from versions: none\)/;

/**
 * Runs a command in the project's folder and resolves to its stdout.
 * @throws {SetupError} With the end of the command's output, and a remedy where the cause is known.
 */
export async function runCommand(command, args, { env = {}, remedy, cwd = root } = {}) {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let output = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
    output += chunk;
  });
  child.stderr.on("data", (chunk) => {
    output += chunk;
  });
  const code = await new Promise((resolve, reject) => {
    child.on("close", resolve);
    child.on("error", (cause) =>
      reject(new SetupError(`cannot run ${command}`, { remedy, cause })),
    );
  });
  if (code === 0) return stdout;
  const tail = shorten(output);
  const line = [command, ...args].join(" ");
  if (noNetwork.test(output)) {
    throw new SetupError(
      `no network: the package registry cannot be reached by\n  ${line}\n  ${tail}`,
      {
        isOffline: true,
        remedy:
          "check the connection (and HTTPS_PROXY, .npmrc, pip.conf), then run the same command again",
      },
    );
  }
  throw new SetupError(`${line}\n  ended with code ${code}:\n  ${tail}`, { remedy });
}

// A package manager names the cause first and ends with a page of advice.
function shorten(output) {
  const lines = output.split("\n").filter((line) => /[^\s]/.test(line.replace(/^npm error/, "")));
  const shown = lines.length <= 16 ? lines : [...lines.slice(0, 6), "...", ...lines.slice(-9)];
  return shown.join("\n  ");
}
