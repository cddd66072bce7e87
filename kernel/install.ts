import { mkdir, rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { protocolVersion } from "./wire/index.ts";

/** The content of `kernel.json`. */
interface KernelSpec {
  readonly argv: readonly string[];
  readonly display_name: string;
  readonly language: string;
  readonly interrupt_mode: "signal" | "message";
  readonly kernel_protocol_version: string;
  readonly env: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Name of the kernelspec's folder, and of the kernel in a notebook. */
const kernelName = "triptych";

/**
 * The kernelspec of this installation: this Node, and the built files beside this one.
 *
 * Interrupts come as messages: they reach a kernel on another machine, and a signal that arrives
 * before the kernel can handle it would end it. SIGINT interrupts all the same.
 */
function kernelSpec(): KernelSpec {
  const main = fileURLToPath(new URL("./main.js", import.meta.url));
  const prelude = fileURLToPath(new URL("../index.js", import.meta.url));
  return {
    argv: [process.execPath, main, "--prelude", prelude, "{connection_file}"],
    display_name: "TypeScript (Triptych)",
    language: "typescript",
    interrupt_mode: "message",
    kernel_protocol_version: protocolVersion,
    env: {},
    metadata: { debugger: false, supported_encryption: ["curve"] },
  };
}

/**
 * Writes the kernelspec so that every Jupyter that reads `dataFolder` finds the kernel.
 * @param dataFolder - Jupyter data folder, e.g. `<prefix>/share/jupyter`.
 * @returns The folder written.
 */
export async function installKernelSpec(dataFolder: string): Promise<string> {
  const folder = join(dataFolder, "kernels", kernelName);
  await mkdir(folder, { recursive: true });
  await writeWhole(join(folder, "logo-svg.svg"), logo);
  await writeWhole(join(folder, "kernel.json"), `${JSON.stringify(kernelSpec(), null, 2)}\n`);
  return folder;
}

/** By way of a temporary file: Jupyter never reads half of one. */
async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.tmp`, text);
  await rename(`${path}.tmp`, path);
}

/** The Jupyter data folder of a virtual environment or another prefix. */
export function prefixDataFolder(prefix: string): string {
  return join(prefix, "share", "jupyter");
}

/**
 * The Jupyter data folder of the current user.
 * @see https://docs.jupyter.org/en/latest/use/jupyter-directories.html
 */
export function userDataFolder(
  environment: NodeJS.ProcessEnv,
  platform = process.platform,
): string {
  const { JUPYTER_DATA_DIR, XDG_DATA_HOME, APPDATA } = environment;
  if (JUPYTER_DATA_DIR) return JUPYTER_DATA_DIR;
  if (platform === "darwin") return join(homedir(), "Library", "Jupyter");
  if (platform === "win32" && APPDATA) return join(APPDATA, "jupyter");
  return join(XDG_DATA_HOME || join(homedir(), ".local", "share"), "jupyter");
}

/** Three panels, the middle one open. */
const logo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
  <rect x="22" y="8" width="20" height="48" rx="2" fill="#3178c6"/>
  <path d="M19 10 5 15v34l14 5z" fill="#235a97"/>
  <path d="M45 10l14 5v34l-14 5z" fill="#235a97"/>
  <text x="32" y="39" font-family="sans-serif" font-size="14" font-weight="700"
    text-anchor="middle" fill="#fff">TS</text>
</svg>
`;
