import { JsonText, toJson } from "../../json-text.ts";
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
type OfOutput = Extract<PipeMessage, { readonly type: "output" }>;

/** What follows the JSON of a message: the buffers of a comm's message, long values of a bundle. */
interface Parts {
  readonly json: unknown;
  readonly rest: readonly Uint8Array[];
}

/** An output whose bundle lacks long values: their sizes, by MIME type. */
type ShortOutput = OfOutput & { readonly long?: Readonly<Record<string, number>> };

const headerSize = 8;
/** UTF-16 units of JSON from which on a bundle's value is long: the front does not read it. */
const longLength = 32 * 1024;

/**
 * A message as it goes over a pipe: the length of its JSON and that of the rest in bytes (uint32,
 * little endian), the JSON, and the rest.
 */
export function encodeFrame(message: PipeMessage): Buffer {
  const { json, rest } = partsOf(message);
  const body = String(toJson(json));
  const size = Buffer.byteLength(body);
  const restSize = rest.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const frame = Buffer.allocUnsafe(headerSize + size + restSize);
  frame.writeUInt32LE(size, 0);
  frame.writeUInt32LE(restSize, 4);
  frame.write(body, headerSize);
  let offset = headerSize + size;
  for (const bytes of rest) {
    frame.set(bytes, offset);
    offset += bytes.byteLength;
  }
  return frame;
}

function partsOf(message: PipeMessage): Parts {
  if (message.type === "comm") return commParts(message);
  if (message.type === "output") return outputParts(message);
  return { json: message, rest: [] };
}

/** In the JSON each buffer is its length. */
function commParts({ message, ...other }: OfComm): Parts {
  const buffers = message.buffers.map(({ byteLength }) => byteLength);
  return { json: { ...other, message: { ...message, buffers } }, rest: message.buffers };
}

function outputParts(message: OfOutput): Parts {
  const { output } = message;
  if (output.type !== "display" && output.type !== "result") return { json: message, rest: [] };
  const texts = Object.entries(output.data).flatMap(([type, value]) => {
    if (typeof value === "string" && value.length < longLength) return [];
    const text = String(toJson(value)); // of a function there is none
    return text.length < longLength ? [] : [[type, Buffer.from(text)] as const];
  });
  if (texts.length === 0) return { json: message, rest: [] };
  const long = Object.fromEntries(texts.map(([type, { byteLength }]) => [type, byteLength]));
  const short = Object.entries(output.data).filter(([type]) => !(type in long));
  const json = { ...message, output: { ...output, data: Object.fromEntries(short) }, long };
  return { json, rest: texts.map(([, bytes]) => bytes) };
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
      if (message.type === "output") fillBundle(message, bytes.subarray(bodyEnd, needed));
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

function fillBundle(message: ShortOutput, bytes: Buffer): void {
  const { output, long } = message;
  if (long === undefined || !("data" in output)) return;
  let offset = 0;
  for (const [type, size] of Object.entries(long)) {
    const text = new JsonText(bytes.subarray(offset, offset + size));
    Object.assign(output.data, { [type]: text });
    offset += size;
  }
  Reflect.deleteProperty(message, "long");
}
