#!/usr/bin/env node
import { parseArgs } from "node:util";
import {
  describeKernelSpec,
  installKernelSpec,
  knownDataFolders,
  prefixDataFolder,
  uninstallKernelSpec,
  userDataFolder,
} from "./install.ts";

const usage = `Usage: triptych install | uninstall | list [--user | --prefix DIR]

  install       makes the TypeScript kernel known to Jupyter
  uninstall     takes it away
  list          tells where it is known, and which installation it starts

  --user        for the Jupyter of this user (default; list looks everywhere it can)
  --prefix DIR  for the Jupyter of one environment, e.g. a Python .venv
`;

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  process.exitCode = 2;
}

async function main(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      user: { type: "boolean" },
      prefix: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  const { user, prefix, help } = values;
  const command = positionals.join(" ");
  if (user && prefix !== undefined) {
    throw new Error("triptych: --user and --prefix cannot be used together");
  }
  const folder = prefix === undefined ? userDataFolder(process.env) : prefixDataFolder(prefix);
  if (help) {
    say(usage.trimEnd());
  } else if (command === "install") {
    say(`Installed the kernel in ${await installKernelSpec(folder)}`);
  } else if (command === "uninstall") {
    const removed = await uninstallKernelSpec(folder);
    say(removed === undefined ? `There is no kernel in ${folder}` : `Removed ${removed}`);
  } else if (command === "list") {
    const isOne = user || prefix !== undefined;
    const found = (isOne ? [folder] : knownDataFolders(process.env)).flatMap(
      (each) => describeKernelSpec(each) ?? [],
    );
    say(found.length > 0 ? found.join("\n") : "The kernel is installed nowhere");
  } else {
    throw new Error(`triptych: the command must be install, uninstall or list, got "${command}"`);
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
