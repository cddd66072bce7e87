import { readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { findAbove } from "./manifest.ts";

/** Name of the project file that the server is shown in the notebook's folder; it is never on disk. */
export const configName = "tsconfig.triptych.json";

const cellPrefix = "triptych-cell-";

/** How a type of another cell begins in a message. */
export const cellReference = new RegExp(
  `import\\("[^"]*/${cellPrefix}\\d+(?:\\.tsx?)?"\\)\\.`,
  "g",
);

/** The numbers of text that is being typed and of the cell that is checked; cells that ran follow. */
export const typedCell = 0;
export const nextCell = 1;

/** File name of the `n`-th cell module, beside the notebook so that its imports resolve from there. */
export function cellFile(n: number, language: "ts" | "tsx" = "ts"): string {
  return `${cellPrefix}${n}.${language}`;
}

/** What holds whatever the project says: a cell is a module, run and never emitted, in any style. */
const cellOptions = {
  module: "preserve",
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
  noPropertyAccessFromIndexSignature: false,
  noImplicitOverride: false,
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

/**
 * Where no project says otherwise. The globals of Node come from its types, so no DOM. Implicit `any`
 * is allowed, but by leaving out what is said of it: with `noImplicitAny` off, `let xs = []` could
 * hold nothing.
 */
const defaultOptions = {
  strict: true,
  jsx: "react-jsx",
};

/** What the engine brings along: iterators with `map`, sets with `union` and the like since Node 22. */
function libraries(nodeVersion: string): readonly string[] {
  return Number.parseInt(nodeVersion, 10) >= 22 ? ["esnext"] : ["es2023", "esnext.disposable"];
}

export interface ProjectOptions {
  /** The notebook's folder. */
  readonly cwd: string;
  /** Paths of declaration files that every cell sees. */
  readonly globals: readonly string[];
  /** Paths of declaration files, by the names under which cells import them. */
  readonly packages: ReadonlyMap<string, string>;
  /** Another number makes the server resolve every import again. */
  readonly revision: number;
  /** Of the Node that runs the cells. Default: this one. */
  readonly nodeVersion?: string;
}

/**
 * The project that the cells belong to: the nearest `tsconfig.json` with what a cell needs on top.
 * @returns The text of the project file.
 */
export function projectConfig({
  cwd,
  globals,
  packages,
  revision,
  nodeVersion = process.versions.node,
}: ProjectOptions): string {
  const project = findAbove(cwd, "tsconfig.json");
  const installed = findAbove(cwd, "node_modules/@types/node/index.d.ts");
  // Through a link they would be read twice: imports are resolved to what it points at.
  const nodeTypes = installed === undefined ? ownNodeTypes() : realpathSync(installed);
  // A project's own paths would be lost.
  const isFree = !project || !readFileSync(project, "utf8").includes('"paths"');
  const entries = [...packages].map(([name, file]) => [name, [file]]);
  const paths = isFree && entries.length > 0 ? { paths: Object.fromEntries(entries) } : {};
  return JSON.stringify({
    ...(project && { extends: project }),
    compilerOptions: {
      ...(!project && { lib: libraries(nodeVersion), ...defaultOptions }),
      ...paths,
      ...cellOptions,
    },
    files: [...(nodeTypes ? [nodeTypes] : []), ...globals],
    include: [`${cellPrefix}*.ts`, `${cellPrefix}*.tsx`],
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

function ownNodeTypes(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve("@types/node/index.d.ts");
  } catch {
    return undefined;
  }
}
