import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** The transformer, loaded when first needed: not every thread that imports this folder compiles. */
export function oxcTransform(): typeof import("oxc-transform") {
  return require("oxc-transform") as typeof import("oxc-transform");
}

/** The parser, loaded when first needed. */
export function oxcParser(): typeof import("oxc-parser") {
  return require("oxc-parser") as typeof import("oxc-parser");
}

/** The compiler that knows newer syntax, loaded when first needed: few programs do. */
export function esbuild(): typeof import("esbuild") {
  return require("esbuild") as typeof import("esbuild");
}
