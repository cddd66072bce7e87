import { randomUUID } from "node:crypto";
import { userInfo } from "node:os";
import { encodeJson } from "../json-text.ts";
import {
  isJsonObject,
  type JsonObject,
  type Message,
  type OutgoingMessage,
  protocolVersion,
} from "./message.ts";
import { createSigner } from "./signature.ts";

/** A message that must be dropped: badly signed, cut short or not JSON. */
export class WireError extends Error {
  override readonly name = "WireError";
}

/** Turns messages into frames and frames into messages. */
export interface Codec {
  /** The kernel's own session, new for each process. */
  readonly session: string;
  encode(message: OutgoingMessage): Uint8Array[];
  /** @throws {WireError} If the frames are no message, or one not signed with the key. */
  decode(frames: readonly Uint8Array[]): Message;
}

/** What a codec is made from; both fields stand in the connection file. */
export interface CodecOptions {
  readonly key: string;
  readonly signatureScheme?: string;
}

const delimiter = Buffer.from("<IDS|MSG>");

/**
 * Makes the codec of a connection: `[identities..., "<IDS|MSG>", signature, header, parent_header,
 * metadata, content, buffers...]`, signed over the four JSON frames.
 */
export function createCodec({ key, signatureScheme = "hmac-sha256" }: CodecOptions): Codec {
  const signer = createSigner(key, signatureScheme);
  const session = randomUUID();
  const username = currentUser();
  let count = 0;

  const encode = (message: OutgoingMessage): Uint8Array[] => {
    count += 1;
    const header = {
      msg_id: message.id ?? `${session}_${count}`,
      session,
      username,
      date: new Date().toISOString(),
      msg_type: message.type,
      version: protocolVersion,
    };
    const parts = [header, message.parentHeader, message.metadata ?? {}, message.content];
    const frames = parts.map(encodeJson);
    const signature = Buffer.from(signer.sign(frames));
    return [...message.identities, delimiter, signature, ...frames, ...(message.buffers ?? [])];
  };

  const decode = (frames: readonly Uint8Array[]): Message => {
    const start = frames.findIndex((frame) => delimiter.equals(frame));
    if (start < 0) throw new WireError("no <IDS|MSG> frame");
    const [signature, ...rest] = frames.slice(start + 1);
    if (signature === undefined || rest.length < 4) throw new WireError("too few frames");
    if (!signer.verify(signature, rest.slice(0, 4))) throw new WireError("bad signature");
    const parts = ["header", "parent_header", "metadata", "content"].map((part, index) =>
      parseObject(part, rest[index]),
    );
    const [header = {}, parentHeader = {}, metadata = {}, content = {}] = parts;
    if (!isShallow(header)) throw new WireError("header is nested too deeply");
    const type = header["msg_type"];
    if (typeof type !== "string" || type === "") throw new WireError("header without msg_type");
    return {
      identities: frames.slice(0, start),
      header: { ...header, msg_type: type },
      parentHeader,
      metadata,
      content,
      buffers: rest.slice(4),
    };
  };

  return { session, encode, decode };
}

function parseObject(part: string, frame: Uint8Array | undefined): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(frame ?? []).toString());
  } catch (cause) {
    throw new WireError(`${part} is not JSON`, { cause });
  }
  if (!isJsonObject(value)) throw new WireError(`${part} is not an object`);
  return value;
}

/** Whether a header can be written again as a parent header, whatever stack is left. */
function isShallow(value: object, depth = 32): boolean {
  return (
    depth > 0 &&
    Object.values(value).every(
      (field) => typeof field !== "object" || field === null || isShallow(field, depth - 1),
    )
  );
}

function currentUser(): string {
  try {
    return userInfo().username;
  } catch {
    return "kernel"; // a container's user id may have no passwd entry
  }
}
