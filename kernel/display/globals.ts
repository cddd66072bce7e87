/** The names that every cell has without an import. */
declare global {
  const display: typeof import("./display.ts").display;
  const clearOutput: typeof import("./clear-output.ts").clearOutput;
  const progress: typeof import("./progress.ts").progress;
  const comms: typeof import("../comms/index.ts").comms;
  const anywidget: typeof import("../widgets/index.ts").anywidget;
  const slider: typeof import("../widgets/index.ts").slider;
  const dropdown: typeof import("../widgets/index.ts").dropdown;
  const lineChart: typeof import("../widgets/index.ts").lineChart;
  const link: typeof import("../widgets/index.ts").link;
  const input: typeof import("./input.ts").input;
  /**
   * Asks the user for a line of text and stands still until it is there; `await input()` does not.
   * A function, not a constant, since the types of browsers have one too.
   */
  function prompt(text?: string, initial?: string): string | null;
}

export {};
