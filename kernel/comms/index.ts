/** Comms: two-way lines between the program and pages. */
export type { Comm, CommEvent, CommOptions } from "./comm.ts";
export { commRegistry, comms } from "./comms.ts";
