import { writeSync } from "node:fs";
import { encodeFrame, fileDescriptors, type ProgramMessage } from "../program/protocol.ts";
import { endFromMainThread } from "./end.ts";

const sleeper = new Int32Array(new SharedArrayBuffer(4));
/** Milliseconds until a full pipe is tried again: the front empties it in less. */
const retryTime = 0.1;

/**
 * Sends a message to the front and returns when it is out: what a cell prints is seen while it
 * computes, in order, and the front's slowness slows the cell down instead of filling memory.
 */
export function send(message: ProgramMessage): void {
  const frame = encodeFrame(message);
  let written = 0;
  while (written < frame.length) {
    try {
      written += writeSync(fileDescriptors.outputs, frame, written);
    } catch (error) {
      if (!isBusy(error)) endFromMainThread();
      Atomics.wait(sleeper, 0, 0, retryTime);
    }
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EAGAIN";
}
