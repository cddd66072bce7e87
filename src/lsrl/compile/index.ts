export { type CompileOptions, compile, type Strategy } from "./compile.ts";
