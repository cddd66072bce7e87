/** A parsed JSON object of the wire; its fields are looked at one by one, nothing is taken on trust. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The protocol version this kernel speaks. */
export const protocolVersion = "5.5";

/** A header as received: only `msg_type` is needed, the rest is echoed as it came. */
export interface Header extends JsonObject {
  readonly msg_type: string;
}

/** A message as received, its signature verified. */
export interface Message {
  /** Routing frames of the ROUTER socket; a reply goes back with the same. */
  readonly identities: readonly Uint8Array[];
  readonly header: Header;
  readonly parentHeader: JsonObject;
  readonly metadata: JsonObject;
  readonly content: JsonObject;
  readonly buffers: readonly Uint8Array[];
}

/** A message to send; the codec adds the header. */
export interface OutgoingMessage {
  /** Routing frames, or the topic on iopub. */
  readonly identities: readonly Uint8Array[];
  readonly type: string;
  readonly content: JsonObject;
  /** Header of the request that caused the message; `{}` when none did. */
  readonly parentHeader: JsonObject;
  readonly metadata?: JsonObject;
  readonly buffers?: readonly Uint8Array[];
  /** Default: a new one. */
  readonly id?: string;
}

/** True for what JSON calls an object: not an array, not null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
