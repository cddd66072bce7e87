import type { CommMessage } from "../evaluate/types.ts";
import { isJsonObject, type JsonObject, type Message, readString } from "../wire/index.ts";
import type { IoPub } from "./iopub.ts";

/** Knows which comms are open, and says what their messages are on the wire. */
export class CommTable {
  readonly #iopub: IoPub;
  /** Target names by comm id. */
  readonly #open = new Map<string, string>();

  constructor(iopub: IoPub) {
    this.#iopub = iopub;
  }

  /** Reads a comm_open, comm_msg or comm_close of a page; undefined when it names no comm. */
  read({ header, content, metadata, buffers }: Message): CommMessage | undefined {
    const comm = readString(content, "comm_id", "");
    if (comm === "") return undefined;
    const data = isJsonObject(content["data"]) ? content["data"] : {};
    const parts = { comm, data, metadata, buffers };
    if (header.msg_type === "comm_open") {
      const target = readString(content, "target_name", "");
      this.#open.set(comm, target);
      return { event: "open", target, ...parts };
    }
    if (header.msg_type === "comm_msg") return { event: "message", ...parts };
    this.#open.delete(comm);
    return { event: "close", ...parts };
  }

  /** Publishes a message of the program. */
  publish(message: CommMessage, parentHeader: JsonObject): void {
    const { comm: comm_id, data, metadata, buffers } = message;
    const extra = { metadata, buffers };
    if (message.event === "open") {
      const { target } = message;
      this.#open.set(comm_id, target);
      const content = { comm_id, target_name: target, data };
      this.#iopub.publish("comm_open", content, parentHeader, extra);
    } else {
      if (message.event === "close") this.#open.delete(comm_id);
      const type = message.event === "close" ? "comm_close" : "comm_msg";
      this.#iopub.publish(type, { comm_id, data }, parentHeader, extra);
    }
  }

  /** Content of a comm_info_reply: all open comms, or those of the target that is asked for. */
  info(content: JsonObject): JsonObject {
    const wanted = content["target_name"];
    const comms = [...this.#open].filter(([, target]) => {
      return typeof wanted !== "string" || target === wanted;
    });
    const entries = comms.map(([id, target_name]) => [id, { target_name }]);
    return { status: "ok", comms: Object.fromEntries(entries) };
  }

  /** Closes every comm: the program that held their other ends is gone. */
  closeAll(parentHeader: JsonObject): void {
    const ids = [...this.#open.keys()];
    this.#open.clear();
    for (const comm_id of ids) {
      this.#iopub.publish("comm_close", { comm_id, data: {} }, parentHeader);
    }
  }
}
