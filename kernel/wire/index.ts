export { toCodePointOffset, toUtf16Offset } from "./code-points.ts";
export { type Codec, createCodec, WireError } from "./codec.ts";
export {
  type Header,
  isJsonObject,
  type JsonObject,
  type Message,
  type OutgoingMessage,
  protocolVersion,
} from "./message.ts";
export {
  type ExecuteRequest,
  type HistoryRequest,
  parseCursorRequest,
  parseExecuteRequest,
  parseHistoryRequest,
  readBoolean,
  readString,
} from "./requests.ts";
