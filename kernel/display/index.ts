/** Rich output: from a value to a MIME bundle, and from there to the page. */
export { type ClearOutputOptions, clearOutput } from "./clear-output.ts";
export {
  type Display,
  type DisplayHandle,
  type DisplayOptions,
  display,
  isDisplayHandle,
} from "./display.ts";
export { format } from "./format.ts";
export { getHost, setHost } from "./host.ts";
export { InputError, type InputOptions, input, prompt } from "./input.ts";
export { type Progress, type ProgressNotes, type ProgressOptions, progress } from "./progress.ts";
export { publish } from "./publish.ts";
