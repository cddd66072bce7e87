import { transformSync as lowerSync, type TransformFailure } from "esbuild";
import { type JsxOptions, type OxcError, type TransformResult, transformSync } from "oxc-transform";
import { jsxSettings } from "./jsx-settings.ts";

/** A source map as both compilers give it. */
export interface RawSourceMap {
  readonly version: number;
  readonly sources: string[];
  readonly names: string[];
  readonly mappings: string;
}

/** The language of a text: TSX is TypeScript with elements, and without `<T>value`. */
export type Language = "ts" | "tsx";

/** JavaScript, and the way back to the TypeScript it was made from. */
export interface JavaScript {
  readonly code: string;
  readonly map: RawSourceMap;
  /** What the source turned out to be. */
  readonly language: Language;
}

/** Text that is no TypeScript, at a place in the source. Line and column count from 1. */
export class CompileError extends Error {
  override readonly name = "CompileError";
  readonly line: number;
  readonly column: number;

  constructor(message: string, line: number, column: number) {
    super(message);
    this.line = line;
    this.column = column;
  }
}

/** What differs between a cell and a module file. */
export interface JavaScriptOptions {
  /** Keeps imports that look unused: a later cell may use them. */
  readonly keepUnusedImports: boolean;
  /** Default: an ES module. */
  readonly format?: "esm" | "cjs";
}

/**
 * Erases types. Text that is no TypeScript but is TSX is taken as TSX.
 *
 * @throws {CompileError} If the text is neither.
 */
export function toJavaScript(source: string, wanted: JavaScriptOptions): JavaScript {
  const options = {
    sourceType: "module",
    sourcemap: true,
    typescript: { onlyRemoveTypeImports: wanted.keepUnusedImports },
  } as const;
  const asTypescript = transformSync("cell.ts", source, options);
  const [error] = asTypescript.errors;
  if (error === undefined) return javaScriptOf(asTypescript, "ts");
  if (isRefused(error)) return lower(source, "ts", wanted);
  const asTsx = transformSync("cell.tsx", source, { ...options, jsx: jsxOptions(source) });
  const [tsxError] = asTsx.errors;
  if (tsxError !== undefined && isRefused(tsxError)) return lower(source, "tsx", wanted);
  if (tsxError !== undefined) throw compileErrorOf(error, source);
  return javaScriptOf(asTsx, "tsx");
}

/**
 * As `toJavaScript`, and rewrites what this version of Node does not know: `using`, decorators, ES
 * modules in `require`. Slower: it starts a process.
 *
 * @throws {CompileError} If the text is no TypeScript, or awaits at the top level of CommonJS.
 */
export function toLoweredJavaScript(source: string, options: JavaScriptOptions): JavaScript {
  return lower(source, toJavaScript(source, options).language, options);
}

/** TypeScript that is right and that the fast compiler does not know: `export let` in a namespace. */
function isRefused({ message }: OxcError): boolean {
  return message.includes("not supported by Oxc");
}

function lower(
  source: string,
  language: Language,
  { keepUnusedImports, format = "esm" }: JavaScriptOptions,
): JavaScript {
  try {
    const { code, map } = lowerSync(source, {
      loader: language,
      format,
      target: "es2022",
      sourcemap: "external",
      sourcefile: "cell.ts",
      logLevel: "silent",
      tsconfigRaw: {
        compilerOptions: {
          verbatimModuleSyntax: keepUnusedImports,
          ...(language === "tsx" && jsxSettings(source)),
        },
      },
    });
    // esbuild documents its map as version 3.
    return { code, map: JSON.parse(map) as RawSourceMap, language };
  } catch (error) {
    throw loweringErrorOf(error);
  }
}

/** esbuild counts columns from 0. */
function loweringErrorOf(error: unknown): unknown {
  const failure = error as Partial<TransformFailure>; // its type of error has no class
  const [first] = failure.errors ?? [];
  if (first === undefined) return error;
  const { line = 1, column = 0 } = first.location ?? {};
  return new CompileError(first.text, line, column + 1);
}

function jsxOptions(source: string): JsxOptions {
  const { jsx, jsxFactory, jsxFragmentFactory, jsxImportSource } = jsxSettings(source);
  if (jsx === "react-jsx") {
    return { runtime: "automatic", ...(jsxImportSource && { importSource: jsxImportSource }) };
  }
  return {
    runtime: "classic",
    ...(jsxFactory && { pragma: jsxFactory }),
    ...(jsxFragmentFactory && { pragmaFrag: jsxFragmentFactory }),
  };
}

function javaScriptOf({ code, map }: TransformResult, language: Language): JavaScript {
  const { sources = [], mappings = "" } = map ?? {};
  return { code, map: { version: 3, sources, names: [], mappings }, language };
}

function compileErrorOf(error: OxcError, source: string): CompileError {
  const label = error.labels[0];
  const offset = label === undefined ? 0 : utf16Offset(source, label.start);
  const lines = source.slice(0, offset).split("\n");
  return new CompileError(error.message, lines.length, (lines.at(-1) ?? "").length + 1);
}

/** The transform's error labels count UTF-8 bytes. */
function utf16Offset(source: string, byteOffset: number): number {
  return Buffer.from(source).subarray(0, byteOffset).toString().length;
}
