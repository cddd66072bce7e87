import { describe, expect, it } from "vitest";
import {
  encodeFrame,
  frameReader,
  type ProgramMessage,
} from "../../../../kernel/evaluate/program/protocol.ts";
import { JsonText } from "../../../../kernel/json-text.ts";

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

  it("leaves long values of a bundle as JSON, which others see as their values", () => {
    const data = {
      "text/html": `é"${"x".repeat(100_000)}`,
      "text/plain": "short",
      "application/json": { small: [1] },
      "application/x+json": { rows: Array.from({ length: 50_000 }, (_, n) => n) },
    };
    const output = { type: "display", update: false, data, metadata: {} } as const;
    const read: ProgramMessage[] = [];
    const take = frameReader<ProgramMessage>((message) => read.push(message));
    take(encodeFrame({ type: "output", cell: "1", output }));
    expect(JSON.parse(JSON.stringify(read))).toEqual([{ type: "output", cell: "1", output }]);
    const [message] = read;
    const received = message?.type === "output" && "data" in message.output && message.output.data;
    expect(Object.values(received || {}).filter((value) => value instanceof JsonText)).toHaveLength(
      2,
    );
  });
});
