export { type CompileArgument, type Compiled, type CompileOptions, compile } from "./compile.ts";
export type { CompiledResult } from "./result.ts";
