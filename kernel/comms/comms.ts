import { publish } from "../display/index.ts";
import type { CommMessage } from "../evaluate/types.ts";
import type { Comm, CommOptions } from "./comm.ts";
import { CommRegistry, type OpenHandler } from "./registry.ts";

/** Two-way lines to pages: to front ends, their extensions and widgets. */
export interface Comms {
  /**
   * Takes comms that pages open for `target`; a later registration replaces this one.
   *
   * @example
   * comms.register("echo", (comm) => {
   *   comm.onMsg(({ data, buffers }) => comm.send(data, { buffers }));
   * });
   */
  register(target: string, handler: OpenHandler): void;
  /** Opens a comm to whoever on the page knows `target`. */
  open(target: string, data?: CommMessage["data"], options?: CommOptions): Comm;
}

/** The key on `globalThis` under which this process's registry lives. */
const registryKey = Symbol.for("triptych.comms");

/** The registry of this process; messages leave by the display host, and nowhere without one. */
export function commRegistry(): CommRegistry {
  // Only this function writes the key, also in another copy of this module.
  const known = Reflect.get(globalThis, registryKey) as CommRegistry | undefined;
  if (known !== undefined) return known;
  const registry = new CommRegistry((message) => publish({ type: "comm", message }));
  Reflect.set(globalThis, registryKey, registry);
  return registry;
}

/** Opens comms to pages, and takes those that pages open. */
export const comms: Comms = {
  register: (target, handler) => commRegistry().register(target, handler),
  open: (target, data = {}, options) => commRegistry().open(target, data, options),
};
