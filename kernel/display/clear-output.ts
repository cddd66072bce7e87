import { publish } from "./publish.ts";

/** How `clearOutput` clears. */
export interface ClearOutputOptions {
  /** True waits for the next output, so that replacing one does not flicker. Default: false. */
  readonly wait?: boolean;
}

/** Removes what the running cell has shown so far; does nothing outside a kernel. */
export function clearOutput({ wait = false }: ClearOutputOptions = {}): void {
  publish({ type: "clear", wait });
}
