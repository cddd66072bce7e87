/** The names that every cell has without an import. */
declare global {
  const display: typeof import("./display.ts").display;
  const clearOutput: typeof import("./clear-output.ts").clearOutput;
  const progress: typeof import("./progress.ts").progress;
  const comms: typeof import("../comms/index.ts").comms;
}

export {};
