export { type RewriteOptions, type RewriteResult, type RewriteStep, rewrite } from "./rewrite.ts";
