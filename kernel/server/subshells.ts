import { randomUUID } from "node:crypto";
import { Turns } from "../turns.ts";
import { type JsonObject, type Message, readString } from "../wire/index.ts";
import { JobQueue } from "./job-queue.ts";

/**
 * The shell and its subshells: a queue of cells for each. There is one main thread, so cells take
 * turns between the queues; all other requests are answered at once whatever shell they name.
 */
export class Subshells {
  readonly #turns = new Turns();
  readonly #main = new JobQueue(this.#turns);
  readonly #queues = new Map<string, JobQueue>();

  /** The queue that a message of the shell channel names, or undefined where there is none. */
  find({ header }: Message): JobQueue | undefined {
    const id = header["subshell_id"] ?? undefined;
    return id === undefined ? this.#main : this.#queues.get(String(id));
  }

  /** Content of the create_subshell_reply. */
  create(): JsonObject {
    const id = randomUUID();
    this.#queues.set(id, new JobQueue(this.#turns));
    return { status: "ok", subshell_id: id };
  }

  /** Content of the delete_subshell_reply. Cells that wait in the subshell still run. */
  delete(content: JsonObject): JsonObject {
    const id = readString(content, "subshell_id", "");
    return this.#queues.delete(id) ? { status: "ok" } : noSuchSubshell(id);
  }

  /** Content of the list_subshell_reply. */
  list(): JsonObject {
    return { status: "ok", subshell_id: [...this.#queues.keys()] };
  }
}

/** Content of the reply to a request that names a subshell that is not there. */
export function noSuchSubshell(id: unknown): JsonObject {
  const evalue = `subshell_id: the id of a subshell is required, got ${JSON.stringify(id)}`;
  return { status: "error", ename: "SubshellNotFound", evalue, traceback: [evalue] };
}
