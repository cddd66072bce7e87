import type { Answer, Output, Question } from "../evaluate/types.ts";

/** Where displays go: the process that runs cells installs one before the first cell. */
export interface DisplayHost {
  /** Sends one output, at once and in order, tagged with the cell that is running. */
  publish(output: Output): void;
  /**
   * Keeps the running cell open until `work` settles, so that an output which is still being made
   * (an asynchronous display method) arrives before the cell ends. `work` never rejects.
   */
  waitFor?(work: Promise<void>): void;
  /** Has `work`, given once or more, called once when the running cell ends, however it ends. */
  beforeEnd?(work: () => void): void;
  /** Aborts when the cell that runs now is interrupted. */
  signal?(): AbortSignal | undefined;
  /** Asks the user. */
  ask?(question: Question): Promise<Answer>;
  /** The same; the program stands still until the answer is there. */
  askAndWait?(question: Question): Answer;
}

/** The key on `globalThis` under which the host lives. */
const hostKey = Symbol.for("triptych.host");

/** The host of this process, or undefined outside a kernel (a plain `node script.js`). */
export function getHost(): DisplayHost | undefined {
  // Only the kernel writes this key.
  return Reflect.get(globalThis, hostKey) as DisplayHost | undefined;
}

/** Makes `host` the place where displays go; undefined takes it away. */
export function setHost(host: DisplayHost | undefined): void {
  Reflect.set(globalThis, hostKey, host);
}
