import { createRequire } from "node:module";
import type { TsConfigResult } from "get-tsconfig";
import { findAbove } from "../../check/manifest.ts";

type Library = typeof import("get-tsconfig");

const require = createRequire(import.meta.url);

/** Loaded for the first project: the kernel starts without it. */
const library = () => require("get-tsconfig") as Library;

/**
 * The `tsconfig.json` that the notebook belongs to, with what it extends.
 *
 * @returns Undefined where there is none; what is wrong with one, the type checker says.
 */
export function notebookProject(): TsConfigResult | undefined {
  if (findAbove(process.cwd(), "tsconfig.json") === undefined) return undefined;
  try {
    return library().getTsconfig(process.cwd()) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Files, some without their ending, that the project's `paths` have an import mean: the first that is there. */
export function projectPaths(specifier: string): readonly string[] {
  const project = notebookProject();
  return (project && library().createPathsMatcher(project)?.(specifier)) ?? [];
}
