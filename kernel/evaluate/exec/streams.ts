import { Console } from "node:console";
import { Writable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { send } from "./output-pipe.ts";
import { currentOwner } from "./owner.ts";

type StreamName = "stdout" | "stderr";

/** Writes text to a stream of the cell that runs now. */
export function print(name: StreamName, text: string): void {
  if (text === "") return;
  send({ type: "output", cell: currentOwner()?.cell, output: { type: "stream", name, text } });
}

/**
 * Puts `process.stdout`, `process.stderr` and `console` on the output pipe. Colour is off: the same
 * cell prints the same text everywhere.
 */
export function installStreams(): void {
  const stdout = createStream("stdout", 1);
  const stderr = createStream("stderr", 2);
  Object.defineProperty(process, "stdout", { value: stdout, configurable: true });
  Object.defineProperty(process, "stderr", { value: stderr, configurable: true });
  // The global console also reports to the inspector, which keeps what was printed alive.
  const plain = new Console({ stdout, stderr, colorMode: false, ignoreErrors: false });
  Object.assign(console, plain);
}

/** A stream without a queue, so that a stop in the middle of a write can not leave it stuck. */
function createStream(name: StreamName, fd: number): Writable {
  const decoder = new StringDecoder("utf8");
  const emit = (chunk: string | Uint8Array) => {
    print(name, typeof chunk === "string" ? chunk : decoder.write(Buffer.from(chunk)));
  };
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk: string | Uint8Array, _encoding, done) => {
      emit(chunk);
      done();
    },
  });
  const write = (
    chunk: unknown,
    encoding?: BufferEncoding | WriteCallback,
    callback?: WriteCallback,
  ): boolean => {
    if (typeof chunk !== "string" && !(chunk instanceof Uint8Array)) {
      throw new TypeError(
        `${name}.write: a string or a Uint8Array is required, got ${typeof chunk}`,
      );
    }
    const isEncoded = typeof chunk === "string" && typeof encoding === "string";
    emit(isEncoded ? Buffer.from(chunk, encoding) : chunk);
    const done = typeof encoding === "function" ? encoding : callback;
    if (done !== undefined) process.nextTick(done);
    return true;
  };
  return Object.assign(stream, { fd, isTTY: false, write });
}

type WriteCallback = (error?: Error | null) => void;
