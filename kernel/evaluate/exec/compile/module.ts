import { needsLowering } from "./needs-lowering.ts";
import { parse } from "./parse.ts";
import type { PositionData } from "./positions.ts";
import { type JavaScript, toJavaScript, toLoweredJavaScript } from "./to-javascript.ts";

/** What a module file becomes: an ES module, or what `require` takes. */
export type ModuleFormat = "esm" | "cjs";

/**
 * Makes JavaScript of a module file. Unused imports are dropped, for they may be types.
 *
 * @throws {CompileError} If the text is neither TypeScript nor TSX.
 */
export function compileModule(source: string, format: ModuleFormat = "esm"): JavaScript {
  const options = { keepUnusedImports: false, format };
  const plain = toJavaScript(source, options);
  const isReady = format === "esm" && !needsLowering(parse(plain.code));
  return isReady ? plain : toLoweredJavaScript(source, options);
}

/**
 * The way from the compiled module back to its source.
 *
 * @public Reached by `require`, see errors/sources.ts.
 */
export function modulePositions(source: string, format: ModuleFormat): PositionData {
  const { code, map } = compileModule(source, format);
  return {
    source,
    program: code,
    generated: code,
    segments: [{ at: 0, from: 0, isSame: true }],
    map,
  };
}
