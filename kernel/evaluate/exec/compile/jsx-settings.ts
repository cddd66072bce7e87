import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import { findAbove } from "../../check/manifest.ts";

/** The settings of a `tsconfig.json` that say what an element becomes, by TypeScript's names. */
export interface JsxSettings {
  /** `react` calls a factory; all else calls the `jsx` function of a package. */
  readonly jsx: "react" | "react-jsx";
  readonly jsxFactory?: string;
  readonly jsxFragmentFactory?: string;
  readonly jsxImportSource?: string;
}

/** `@jsx h` names a factory, and asks for one. */
const asksFactory = /\/\*\*?[^*]*@jsx\s/;
const asksOther = /@jsx(?:Runtime|ImportSource)\s/;

/**
 * What elements in a text become, by the nearest `tsconfig.json`; without one they are React's. The
 * comments `@jsxImportSource` and `@jsx` in the text go before that, and are read by compilers.
 */
export function jsxSettings(source: string): JsxSettings {
  const path = findAbove(process.cwd(), "tsconfig.json");
  const given = path === undefined ? {} : compilerOptions(path, 0);
  const names = ["jsxFactory", "jsxFragmentFactory", "jsxImportSource"] as const;
  const texts = names.flatMap((name) =>
    typeof given[name] === "string" ? [[name, given[name]] as const] : [],
  );
  const isAsked = asksFactory.test(source) && !asksOther.test(source);
  const jsx = isAsked || given["jsx"] === "react" ? "react" : "react-jsx";
  return { jsx, ...Object.fromEntries(texts) };
}

type Options = Readonly<Record<string, unknown>>;

/** A project may extend one that extends it. */
const maxDepth = 10;

function compilerOptions(path: string, depth: number): Options {
  const { extends: bases = [], compilerOptions: own = {} } = readProject(path);
  const paths =
    depth === maxDepth ? [] : [bases].flat().map((base) => basePath(String(base), path));
  const inherited = paths.map((base) => compilerOptions(base, depth + 1));
  return Object.assign({}, ...inherited, own);
}

function basePath(base: string, from: string): string {
  if (/^[./]/.test(base)) {
    const path = resolve(dirname(from), base);
    return existsSync(path) ? path : `${path}.json`;
  }
  const require = createRequire(from);
  try {
    return require.resolve(base);
  } catch {
    return resolve(dirname(from), "node_modules", base, "tsconfig.json");
  }
}

/** JSON with comments and trailing commas; the type checker says what is wrong with a file. */
function readProject(path: string): Options {
  try {
    const json = readFileSync(path, "utf8")
      .replace(/("(?:\\.|[^"\\])*")|\/\/.*|\/\*[\s\S]*?\*\//g, "$1")
      .replace(/,(?=\s*[}\]])/g, "");
    return JSON.parse(json);
  } catch {
    return {};
  }
}
