export { type CompileOptions, compile, type Strategy } from "./compile.ts";
export {
  type RewriteOptions,
  type RewriteResult,
  type RewriteStep,
  rewrite,
} from "./rewrite/index.ts";
