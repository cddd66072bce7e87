/** What a notebook imports from "triptych"; in a cell these names need no import. */
export {
  type ClearOutputOptions,
  clearOutput,
  type Display,
  type DisplayHandle,
  type DisplayOptions,
  display,
  type Progress,
  type ProgressNotes,
  type ProgressOptions,
  progress,
} from "./kernel/display/index.ts";
