/** Comms: two-way lines between the program and pages. */
export type { Comm, CommEvent, CommHandler, CommOptions } from "./comm.ts";
export { type Comms, commRegistry, comms } from "./comms.ts";
export type { OpenHandler } from "./registry.ts";
