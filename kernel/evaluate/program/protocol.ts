import type {
  Answer,
  CellOutcome,
  CommMessage,
  DebugEvent,
  DebugRequest,
  DebugResponse,
  Output,
  RichOutput,
} from "../types.ts";

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
  /** Whatever the handler of the message makes is to carry `id` as its cell. */
  | { readonly type: "comm"; readonly id: string; readonly message: CommMessage }
  | { readonly type: "debug"; readonly id: number; readonly request: DebugRequest }
  | { readonly type: "answer"; readonly id: number; readonly answer: Answer }
  /** Stops the task `id` if it is still running, else only what keeps the main thread busy. */
  | { readonly type: "interrupt"; readonly id: string | undefined };

/** How a task ended. */
export type TaskOutcome = CellOutcome | { readonly status: "value"; readonly value: RichOutput };

/** From the program to the front. */
export type ProgramMessage =
  | { readonly type: "ready" }
  | { readonly type: "output"; readonly cell: string | undefined; readonly output: Output }
  | { readonly type: "done"; readonly id: string; readonly outcome: TaskOutcome }
  | { readonly type: "comm"; readonly cell: string | undefined; readonly message: CommMessage }
  /** The handler of the comm message `id` has ended. */
  | { readonly type: "handled"; readonly id: string }
  /** The answer to the debug command `id`. */
  | { readonly type: "debugged"; readonly id: number; readonly response: DebugResponse }
  | { readonly type: "debug"; readonly event: DebugEvent }
  /** The program ends itself with this exit code. */
  | { readonly type: "exit"; readonly code: number };

/** Places of the pipes between the two processes. */
export const fileDescriptors = { commands: 3, outputs: 4, debug: 5 } as const;

type PipeMessage = Command | ProgramMessage;
type OfComm = Extract<PipeMessage, { readonly type: "comm" }>;

const headerSize = 8;

/**
 * A message as it goes over a pipe: the length of its JSON and that of its buffers in bytes (uint32,
 * little endian), the JSON, and the buffers of a comm's message as they are.
 */
export function encodeFrame(message: PipeMessage): Buffer {
  const buffers = message.type === "comm" ? message.message.buffers : [];
  const body = JSON.stringify(message.type === "comm" ? withSizes(message) : message);
  const size = Buffer.byteLength(body);
  const rest = buffers.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const frame = Buffer.allocUnsafe(headerSize + size + rest);
  frame.writeUInt32LE(size, 0);
  frame.writeUInt32LE(rest, 4);
  frame.write(body, headerSize);
  let offset = headerSize + size;
  for (const buffer of buffers) {
    frame.set(buffer, offset);
    offset += buffer.byteLength;
  }
  return frame;
}

/** In the JSON each buffer is its length. */
function withSizes({ message, ...rest }: OfComm): unknown {
  const buffers = message.buffers.map(({ byteLength }) => byteLength);
  return { ...rest, message: { ...message, buffers } };
}

/**
 * Cuts a stream of bytes into messages.
 *
 * @returns A function to be called with each chunk; it calls `onMessage` for each whole message.
 */
export function frameReader<Message extends PipeMessage>(
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
      const bodyEnd = headerSize + bytes.readUInt32LE(0);
      needed = bodyEnd + bytes.readUInt32LE(4);
      if (bytes.length < needed) break;
      // The other end is this same file in our own process.
      const message = JSON.parse(bytes.toString("utf8", headerSize, bodyEnd)) as Message;
      if (message.type === "comm") fillBuffers(message, bytes.subarray(bodyEnd, needed));
      onMessage(message);
      bytes = bytes.subarray(needed);
      needed = headerSize;
    }
    chunks = [bytes];
    available = bytes.length;
  };
}

/** Puts each buffer where its length is: copied, for it must start where any typed array may. */
function fillBuffers({ message }: OfComm, bytes: Buffer): void {
  let offset = 0;
  const buffers = message.buffers.map((size) => {
    const start = offset;
    offset += Number(size);
    return new Uint8Array(bytes.subarray(start, offset));
  });
  Object.assign(message, { buffers });
}
