/** The front's handle of the user's program. */
export { type ProgramOptions, startProgram } from "./program.ts";
