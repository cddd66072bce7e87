import { withUserNames } from "../compile/user-names.ts";
import { cellFile, installationFolder } from "../modules/installation.ts";
import { originalPlace, type Place } from "./sources.ts";

// A script's name and a place in it, as the engine writes them: In[3].ts:1:2, file:///a.ts?v=1:1:2,
// and /a.cts:1:2 for a CommonJS file.
const enginePlace =
  /((?:In\[\w+\]\.ts)|(?:file:\/\/[^\s()]+?)|(?<=^|[ (])\/[^\s()]+?):(\d+):(\d+)/g;
// The same for the user: In[3]:1:2, a/b.ts:1:2.
const userPlace = /(In\[\w+\]|[^\s()]+\.[cm]?[jt]sx?):(\d+):(\d+)\)?$/;
const hiddenFrame = new RegExp(
  ["\\bnode:", `${quoted(installationFolder)}/kernel/`, `(^|[ (])${quoted(cellFile)}:`].join("|"),
);

/** Frames of a stack: a library may call itself often before it finds a fault (TensorFlow's `fit`: 24). */
const maxFrames = 50;

/** Makes `error.stack` name the user's lines and leave out frames of Node and of the kernel. */
export function installStackTraces(): void {
  Error.stackTraceLimit = maxFrames;
  Error.prepareStackTrace = (error, frames) =>
    [headerOf(error), ...userFrames(frames.map(String))].join("\n    at ");
}

/** Frames without "at"; those of no use to the user are left out, places are in the user's text. */
export function userFrames(frames: readonly string[]): string[] {
  return frames.filter((frame) => !hiddenFrame.test(frame)).flatMap((frame) => mapped(frame) ?? []);
}

function mapped(frame: string): string | undefined {
  let isOurs = false;
  const text = frame.replace(
    enginePlace,
    (_match, script: string, line: string, column: string) => {
      const place = originalPlace(script, { line: Number(line), column: Number(column) });
      isOurs ||= place === undefined;
      return `${place?.name}:${place?.line}:${place?.column}`;
    },
  );
  return isOurs ? undefined : text;
}

/** The place that a frame of `userFrames` names. */
export function placeOf(frame: string): Place | undefined {
  const [, name, line, column] = userPlace.exec(frame) ?? [];
  if (name === undefined) return undefined;
  return { name, line: Number(line), column: Number(column) };
}

function headerOf(error: unknown): string {
  try {
    return withUserNames(Error.prototype.toString.call(error));
  } catch {
    return "Error";
  }
}

function quoted(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
