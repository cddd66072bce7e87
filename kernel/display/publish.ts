import type { Output } from "../evaluate/types.ts";
import { getHost } from "./host.ts";

/** Sends an output to the host; with none, writes what has a plain form to this process's streams. */
export function publish(output: Output): void {
  const host = getHost();
  if (host !== undefined) {
    host.publish(output);
  } else if (output.type === "stream") {
    process[output.name].write(output.text);
  } else if (output.type === "display" || output.type === "result") {
    process.stdout.write(`${String(output.data["text/plain"])}\n`);
  }
}
