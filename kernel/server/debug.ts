import type { DebugRequest, Program } from "../evaluate/types.ts";
import { type JsonObject, type Message, readString } from "../wire/index.ts";
import type { IoPub } from "./iopub.ts";

/** Answers a debug_request; the debugger's events are published under the latest one. */
export async function answerDebug(
  { content, header }: Message,
  program: Program,
  iopub: IoPub,
): Promise<JsonObject> {
  const response = await program.debug(parseDebugRequest(content), (event) =>
    iopub.publish("debug_event", { ...event }, header),
  );
  return { ...response };
}

function parseDebugRequest(content: JsonObject): DebugRequest {
  const { seq, arguments: given } = content;
  return {
    seq: typeof seq === "number" ? seq : 0,
    command: readString(content, "command", ""),
    ...(given === undefined ? {} : { arguments: given }),
  };
}
