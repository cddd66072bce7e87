import type { CellOutcome, Output, RichOutput } from "../types.ts";

/** What the program is asked to evaluate. */
export interface Task {
  readonly id: string;
  /** The name of its text in stack frames, e.g. `In[3]`. */
  readonly name: string;
  readonly code: string;
  /** What becomes of the last expression's value: shown, dropped, or sent back. */
  readonly result: "show" | "drop" | "return";
}

/** From the front to the program's control thread. */
export type Command =
  | { readonly type: "run"; readonly task: Task }
  /** Stops the task `id` if it is still running, else only what keeps the main thread busy. */
  | { readonly type: "interrupt"; readonly id: string | undefined };

/** How a task ended. */
export type TaskOutcome = CellOutcome | { readonly status: "value"; readonly value: RichOutput };

/** From the program to the front. */
export type ProgramMessage =
  | { readonly type: "ready" }
  | { readonly type: "output"; readonly cell: string | undefined; readonly output: Output }
  | { readonly type: "done"; readonly id: string; readonly outcome: TaskOutcome }
  /** The program ends itself with this exit code. */
  | { readonly type: "exit"; readonly code: number };

/** Places of the pipes between the two processes. */
export const fileDescriptors = { commands: 3, outputs: 4 } as const;

const headerSize = 4;

/** A message as it goes over a pipe: its length in bytes (uint32, little endian), then JSON. */
export function encodeFrame(message: Command | ProgramMessage): Buffer {
  const body = JSON.stringify(message);
  const size = Buffer.byteLength(body);
  const frame = Buffer.allocUnsafe(headerSize + size);
  frame.writeUInt32LE(size, 0);
  frame.write(body, headerSize);
  return frame;
}

/**
 * Cuts a stream of bytes into messages.
 *
 * @returns A function to be called with each chunk; it calls `onMessage` for each whole message.
 */
export function frameReader<Message extends Command | ProgramMessage>(
  onMessage: (message: Message) => void,
): (chunk: Buffer) => void {
  let chunks: Buffer[] = [];
  let available = 0;
  let needed = headerSize;
  return (chunk) => {
    chunks.push(chunk);
    available += chunk.length;
    if (available < needed) return;
    let bytes = Buffer.concat(chunks);
    while (bytes.length >= headerSize) {
      needed = headerSize + bytes.readUInt32LE(0);
      if (bytes.length < needed) break;
      // The other end is this same file in our own process.
      onMessage(JSON.parse(bytes.toString("utf8", headerSize, needed)) as Message);
      bytes = bytes.subarray(needed);
      needed = headerSize;
    }
    chunks = [bytes];
    available = bytes.length;
  };
}
