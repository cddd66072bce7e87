import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** Name of the project file that the server is shown in the notebook's folder; it is never on disk. */
export const configName = "tsconfig.triptych.json";

const cellPrefix = "triptych-cell-";

/** File name of the `n`-th cell module, beside the notebook so that its imports resolve from there. */
export function cellFile(n: number): string {
  return `${cellPrefix}${n}.ts`;
}

/** What a cell needs whatever the project says: it is a module, run and never emitted. */
const cellOptions = {
  module: "esnext",
  moduleResolution: "bundler",
  moduleDetection: "force",
  target: "esnext",
  noEmit: true,
  allowImportingTsExtensions: true,
  rewriteRelativeImportExtensions: false,
  resolveJsonModule: true,
  allowJs: true,
  checkJs: false,
  skipLibCheck: true,
  allowUnusedLabels: true,
  allowUnreachableCode: true,
  noUnusedLocals: false,
  noUnusedParameters: false,
  erasableSyntaxOnly: false,
  verbatimModuleSyntax: false,
  isolatedModules: false,
  isolatedDeclarations: false,
  declaration: false,
  composite: false,
  incremental: false,
  importHelpers: false,
  experimentalDecorators: false,
  emitDecoratorMetadata: false,
  useDefineForClassFields: true,
  rootDir: null,
};

/** Where no project says otherwise. The globals of Node come from its types, so no DOM. */
const defaultOptions = {
  lib: ["es2023", "esnext.disposable"],
  strict: true,
  noImplicitAny: false,
  jsx: "preserve",
};

/**
 * The project that the cells belong to: the nearest `tsconfig.json` with what a cell needs on top.
 * @param cwd - The notebook's folder.
 * @param globals - Paths of declaration files that every cell sees.
 * @param revision - A text that differs makes the server resolve every import again.
 * @returns The text of the project file.
 */
export function projectConfig(cwd: string, globals: readonly string[], revision: number): string {
  const project = findAbove(cwd, "tsconfig.json");
  const nodeTypes = findAbove(cwd, "node_modules/@types/node/index.d.ts") ?? ownNodeTypes();
  return JSON.stringify({
    ...(project && { extends: project }),
    compilerOptions: { ...(!project && defaultOptions), ...cellOptions },
    files: [...(nodeTypes ? [nodeTypes] : []), ...globals],
    include: [`${cellPrefix}*.ts`],
    exclude: [],
    typeAcquisition: { enable: false },
    revision,
  });
}

/** What the server is told of its settings; an index of auto imports would cost 50 ms a cell. */
export const serverSettings = {
  customConfigFileName: configName,
  disableAutomaticTypeAcquisition: true,
  preferences: { includePackageJsonAutoImports: "off" },
  suggest: { autoImports: false },
};

/** The nearest `path` at or above `folder`. */
export function findAbove(folder: string, path: string): string | undefined {
  const candidate = join(folder, path);
  if (existsSync(candidate)) return candidate;
  const parent = dirname(folder);
  return parent === folder ? undefined : findAbove(parent, path);
}

function ownNodeTypes(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve("@types/node/index.d.ts");
  } catch {
    return undefined;
  }
}
