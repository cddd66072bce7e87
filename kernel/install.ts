import { existsSync, readFileSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { delimiter, dirname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { logoFiles } from "./logo.ts";
import { starterText } from "./starter.ts";
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
const starter = "start.cjs";
const main = fileURLToPath(new URL("./main.cjs", import.meta.url));
const ownPrelude = fileURLToPath(new URL("../index.js", import.meta.url));
/** What the kernel can not start without. */
const packages = ["zeromq", "oxc-parser", "oxc-transform", "esbuild", "typescript7/package.json"];

/**
 * The kernelspec of this installation: this Node, and the built files beside this one.
 *
 * Interrupts come as messages: they reach a kernel on another machine, and a signal that arrives
 * before the kernel can handle it would end it. SIGINT interrupts all the same.
 */
function kernelSpec(folder: string): KernelSpec {
  return {
    argv: [process.execPath, join(folder, starter), "--prelude", ownPrelude, "{connection_file}"],
    display_name: "TypeScript (Triptych)",
    language: "typescript",
    interrupt_mode: "message",
    kernel_protocol_version: protocolVersion,
    env: {},
    metadata: { debugger: true, supported_encryption: ["curve"] },
  };
}

/**
 * Writes the kernelspec so that every Jupyter that reads `dataFolder` finds the kernel.
 * @param dataFolder - Jupyter data folder, e.g. `<prefix>/share/jupyter`.
 * @returns The folder written.
 * @throws {Error} If a package that the kernel needs is missing.
 */
export async function installKernelSpec(dataFolder: string): Promise<string> {
  requirePackages();
  const folder = specFolder(dataFolder);
  await mkdir(folder, { recursive: true });
  for (const [name, content] of logoFiles) await writeWhole(join(folder, name), content);
  await writeWhole(join(folder, starter), starterText(main));
  const spec = `${JSON.stringify(kernelSpec(folder), null, 2)}\n`;
  await writeWhole(join(folder, "kernel.json"), spec);
  return folder;
}

/**
 * Takes the kernelspec away from `dataFolder`.
 * @returns The folder removed, or undefined where there was none.
 */
export async function uninstallKernelSpec(dataFolder: string): Promise<string | undefined> {
  const folder = specFolder(dataFolder);
  if (!existsSync(folder)) return undefined;
  await rm(folder, { recursive: true });
  return folder;
}

/** One line on the kernelspec in `dataFolder`, or undefined where there is none. */
export function describeKernelSpec(dataFolder: string): string | undefined {
  const folder = specFolder(dataFolder);
  const file = join(folder, "kernel.json");
  if (!existsSync(file)) return undefined;
  const { argv } = JSON.parse(readFileSync(file, "utf8")) as Partial<KernelSpec>; // Jupyter's format
  const prelude = argv?.[argv.indexOf("--prelude") + 1] ?? "";
  const gone = argv?.find((part) => isAbsolute(part) && !existsSync(part));
  if (gone !== undefined) return `${folder}: broken, ${gone} is gone; install it again`;
  return `${folder}: ${dirname(prelude)}${prelude === ownPrelude ? " (this one)" : ""}`;
}

function specFolder(dataFolder: string): string {
  return resolve(dataFolder, "kernels", kernelName);
}

function requirePackages(): void {
  const require = createRequire(main);
  for (const name of packages) {
    try {
      require.resolve(name);
    } catch (cause) {
      const home = dirname(dirname(dirname(main)));
      throw new Error(
        `triptych install: the kernel's packages must be installed, got no ${name}. Run "npm install" in ${home}`,
        { cause },
      );
    }
  }
}

/** By way of a temporary file: Jupyter never reads half of one. */
async function writeWhole(path: string, text: string | Uint8Array): Promise<void> {
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

/** The data folders that Jupyter programs started here look into, as far as they can be known. */
export function knownDataFolders(environment: NodeJS.ProcessEnv): string[] {
  const { JUPYTER_PATH = "", VIRTUAL_ENV, CONDA_PREFIX } = environment;
  const prefixes = [VIRTUAL_ENV, CONDA_PREFIX, join(process.cwd(), ".venv")];
  const found = [
    ...JUPYTER_PATH.split(delimiter).filter((path) => path !== ""),
    userDataFolder(environment),
    ...prefixes.flatMap((prefix) => (prefix ? prefixDataFolder(prefix) : [])),
    prefixDataFolder("/usr/local"),
    prefixDataFolder("/usr"),
  ];
  return [...new Set(found)];
}
