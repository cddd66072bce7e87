#!/usr/bin/env node
import { parseArgs } from "node:util";
import { installKernelSpec, prefixDataFolder, userDataFolder } from "./install.ts";

const usage = `Usage: triptych install [--user | --prefix DIR]

Makes the TypeScript kernel known to Jupyter.
  --user        for the Jupyter of this user (default)
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
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  if (positionals.length !== 1 || positionals[0] !== "install") {
    throw new Error(`triptych: the command must be install, got "${positionals.join(" ")}"`);
  }
  if (values.user && values.prefix !== undefined) {
    throw new Error("triptych: --user and --prefix cannot be used together");
  }
  const dataFolder =
    values.prefix === undefined ? userDataFolder(process.env) : prefixDataFolder(values.prefix);
  const folder = await installKernelSpec(dataFolder);
  process.stdout.write(`Installed the kernel in ${folder}\n`);
}
