import type { Program } from "oxc-parser";
import { hideTypesDirective } from "../../types-directive.ts";
import { needsLowering } from "./needs-lowering.ts";
import { parse } from "./parse.ts";
import type { PositionData } from "./positions.ts";
import { rewrite, type TopLevel } from "./rewrite.ts";
import { toJavaScript, toLoweredJavaScript } from "./to-javascript.ts";

/** A cell as a script, and the way back to its source. */
export interface CompiledCell extends PositionData {
  /** The names that the script assigns to and that must be declared before it runs. */
  readonly names: readonly string[];
}

/**
 * Makes a script out of a cell: types erased, imports awaited, exports dropped, and the value of the
 * last expression handed over as the cell's result.
 *
 * A semicolon after the last expression does not hide its value: formatters put one there. `void`
 * before it, or a second semicolon after it, does.
 *
 * @param source - TypeScript or TSX, after a line `%types ...` perhaps.
 * @throws {CompileError} If the text is neither.
 */
export function compileCell(source: string): CompiledCell {
  const options = { keepUnusedImports: true };
  const code = hideTypesDirective(source);
  let compiled = toJavaScript(code, options);
  const endsWithValue = isValue(parse(code, compiled.language).body.at(-1));
  let program = parse(compiled.code);
  if (needsLowering(program)) {
    compiled = toLoweredJavaScript(code, options);
    program = parse(compiled.code);
  }
  const result = endsWithValue ? lastStatement(program) : undefined;
  const { names, text } = rewrite(compiled.code, program, result);
  const { code: generated, map } = compiled;
  return { source, names, program: text.text, generated, segments: text.segments, map };
}

/** Asked of the user's text: an `enum` becomes an assignment, and its value is no result. */
function isValue(statement: TopLevel | undefined): boolean {
  return (
    statement?.type === "ExpressionStatement" || statement?.type === "ExportDefaultDeclaration"
  );
}

/** Compilers gather exports at the end; lowering `using` moves the cell into a `try`. */
function lastStatement(program: Program): TopLevel | undefined {
  const last = program.body.findLast(({ type }) => type !== "ExportNamedDeclaration");
  return last?.type === "TryStatement" ? last.block.body.at(-1) : last;
}
