/** From the user's TypeScript to JavaScript that runs, and from places in that back to the user's. */
export { type CompiledCell, compileCell } from "./cell.ts";
export { compileModule, type ModuleFormat } from "./module.ts";
export { originalPosition, type PositionData } from "./positions.ts";
export { CompileError } from "./to-javascript.ts";
