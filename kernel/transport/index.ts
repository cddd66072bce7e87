export {
  type ChannelListener,
  type Channels,
  openChannels,
  type RequestChannel,
} from "./channels.ts";
export { type Connection, parseConnection } from "./connection.ts";
