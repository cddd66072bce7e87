import { type Handlers, numberOf } from "./protocol.ts";
import type { Stops } from "./stops.ts";

/** The only thread that is shown. */
export const threadId = 1;

/** Requests about where the program stands still, and to go on. */
export function stopRequests(stops: Stops): Handlers {
  return {
    threads: () => ({ threads: [{ id: threadId, name: "main" }] }),
    stackTrace: (given) => {
      const { frames = [] } = stops.current ?? {};
      const start = numberOf(given, "startFrame", 0);
      const levels = numberOf(given, "levels", 0) || frames.length;
      const stackFrames = frames
        .slice(start, start + levels)
        .map(({ id, name, source, line, column }) => ({ id, name, source, line, column }));
      return { stackFrames, totalFrames: frames.length };
    },
    continue: async () => {
      await stops.resume();
      return { allThreadsContinued: true };
    },
    next: () => stops.step("next"),
    stepIn: () => stops.step("stepIn"),
    stepOut: () => stops.step("stepOut"),
    pause: () => stops.pause(),
  };
}
