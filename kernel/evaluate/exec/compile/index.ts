/** From the user's TypeScript to JavaScript that runs, and from places in that back to the user's. */
export { type CompiledCell, compileCell } from "./cell.ts";
export { compileModule, type ModuleFormat, modulePositions } from "./module.ts";
export { rememberNames, withEngineNames } from "./own-names.ts";
export { originalPosition, type Position, type PositionData, positionFinder } from "./positions.ts";
export { CompileError, toJavaScript } from "./to-javascript.ts";
export { withUserNames } from "./user-names.ts";
