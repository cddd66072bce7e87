import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KernelClient } from "./client.ts";
import { type ConnectionFile, makeConnectionFile } from "./connection-file.ts";

const root = new URL("../../../", import.meta.url).pathname;

/** The built kernel in a process of its own, in an empty folder. */
export interface RealKernel {
  readonly client: KernelClient;
  readonly process: ChildProcess;
  readonly folder: string;
  /** What the kernel wrote to its own stderr, Jupyter's log. */
  readonly log: () => string;
  /** Waits for the end of the process; gives its exit code. */
  readonly ended: () => Promise<number | null>;
  /** Ends the process whatever it does. */
  readonly close: () => Promise<void>;
}

/** Path of a file of the build; the tests of the whole kernel run what users run. */
export function builtFile(path: string): string {
  const file = join(root, "dist", path);
  if (!existsSync(file)) throw new Error(`builtFile: ${file} is missing; run \`npm run build\``);
  return file;
}

/** Starts the kernel as Jupyter does and connects a client. */
export async function startRealKernel(
  environment: NodeJS.ProcessEnv = {},
  file?: ConnectionFile,
): Promise<RealKernel> {
  const folder = mkdtempSync(join(tmpdir(), "triptych-kernel-"));
  const connection = file ?? (await makeConnectionFile());
  const connectionFile = join(folder, "connection.json");
  writeFileSync(connectionFile, JSON.stringify(connection));
  const args = [builtFile("kernel/main.cjs"), "--prelude", builtFile("index.js"), connectionFile];
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { ...process.env, JUPYTER_DATA_DIR: folder, ...environment },
    stdio: ["ignore", "ignore", "pipe"],
    detached: true, // a group of its own, which Jupyter signals as a whole
  });
  let log = "";
  child.stderr?.on("data", (chunk) => {
    log += String(chunk);
  });
  const exit = once(child, "exit");
  const client = await KernelClient.connect(connection);
  return {
    client,
    process: child,
    folder,
    log: () => log,
    ended: async () => {
      await exit;
      return child.exitCode;
    },
    close: async () => {
      client.close();
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
      await exit;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
