export { type Channels, openChannels, type RequestChannel } from "./channels.ts";
export { parseConnection } from "./connection.ts";
