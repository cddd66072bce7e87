import { describe, expect, it } from "vitest";
import {
  encodeFrame,
  frameReader,
  type ProgramMessage,
} from "../../../../kernel/evaluate/program/protocol.ts";

const messages: readonly ProgramMessage[] = [
  { type: "ready" },
  { type: "output", cell: "é日😀", output: { type: "stream", name: "stdout", text: "a\n" } },
  { type: "done", id: "1", outcome: { status: "ok" } },
  {
    type: "comm",
    cell: undefined,
    message: {
      event: "message",
      comm: "é",
      data: { a: 1 },
      metadata: {},
      buffers: [Uint8Array.of(1, 2, 255), new Uint8Array(), Uint8Array.of(0)],
    },
  },
];

describe("frameReader", () => {
  it.each([1, 3, 7, 1000])("restores messages from chunks of %i bytes", (size) => {
    const bytes = Buffer.concat(messages.map(encodeFrame));
    const read: ProgramMessage[] = [];
    const take = frameReader<ProgramMessage>((message) => read.push(message));
    for (let at = 0; at < bytes.length; at += size) take(bytes.subarray(at, at + size));
    expect(read).toEqual(messages);
  });
});
