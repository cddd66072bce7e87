import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createCodec, WireError } from "../../../kernel/wire/index.ts";

const message = {
  identities: [Buffer.from("client"), Buffer.from([0, 255])],
  type: "execute_reply",
  content: { status: "ok", text: "😀\u2028" },
  parentHeader: { msg_id: "1", msg_type: "execute_request", extra: [1] },
  metadata: { a: null },
  buffers: [Buffer.from([1, 2, 3]), Buffer.alloc(0)],
};

describe("createCodec", () => {
  it("decodes what it encodes", () => {
    const codec = createCodec({ key: "k" });
    const { header, type, ...rest } = { header: {}, ...message };
    const decoded = codec.decode(codec.encode(message));
    expect(decoded).toMatchObject(rest);
    expect(decoded.header).toMatchObject({ ...header, msg_type: type, session: codec.session });
  });

  it("signs the four JSON frames, not the buffers, with HMAC", () => {
    const frames = createCodec({ key: "k" }).encode(message);
    const expected = createHmac("sha256", "k").update(Buffer.concat(frames.slice(4, 8)));
    expect(String(frames[3])).toBe(expected.digest("hex"));
    expect(frames.slice(0, 3).map(String)).toEqual([
      ...message.identities.map(String),
      "<IDS|MSG>",
    ]);
  });

  it("signs with the hash that the scheme names", () => {
    const frames = createCodec({ key: "k", signatureScheme: "hmac-sha512" }).encode(message);
    expect(String(frames[3])).toHaveLength(128);
    expect(() => createCodec({ key: "k", signatureScheme: "hmac-none" })).toThrow(/hmac-none/);
  });

  it("neither signs nor verifies without a key", () => {
    const codec = createCodec({ key: "" });
    const frames = codec.encode(message);
    expect(String(frames[3])).toBe("");
    expect(codec.decode(frames.with(3, Buffer.from("any"))).content).toEqual(message.content);
  });

  it("gives each message its own id and each codec its own session", () => {
    const codecs = [createCodec({ key: "" }), createCodec({ key: "" })];
    const headers = codecs.flatMap((codec) =>
      [1, 2].map(() => codec.decode(codec.encode(message)).header),
    );
    expect(new Set(headers.map((header) => header["msg_id"])).size).toBe(4);
    expect(new Set(headers.map((header) => header["session"])).size).toBe(2);
  });

  it("refuses a message signed with another key", () => {
    const frames = createCodec({ key: "other" }).encode(message);
    expect(() => createCodec({ key: "k" }).decode(frames)).toThrow(WireError);
  });
});
