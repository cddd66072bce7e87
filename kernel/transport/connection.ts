import { isJsonObject, type JsonObject, readString } from "../wire/index.ts";

/** The five channels of a kernel. */
type ChannelName = "shell" | "control" | "stdin" | "iopub" | "heartbeat";

/** What a connection file says. */
export interface Connection {
  readonly key: string;
  readonly signatureScheme: string;
  /** ZeroMQ endpoint to bind for each channel. */
  readonly endpoints: Readonly<Record<ChannelName, string>>;
  /** Z85 keys; with them every socket is a CurveZMQ server. */
  readonly curve?: { readonly publicKey: string; readonly secretKey: string };
}

/**
 * Reads the text of a connection file.
 * @throws {Error} If it is not JSON or a port is missing.
 */
export function parseConnection(text: string): Connection {
  const file: unknown = JSON.parse(text);
  if (!isJsonObject(file)) throw new Error(`parseConnection: must be an object, got ${text}`);
  const publicKey = readString(file, "curve_publickey", "");
  const secretKey = readString(file, "curve_secretkey", "");
  return {
    key: readString(file, "key", ""),
    signatureScheme: readString(file, "signature_scheme", "hmac-sha256"),
    endpoints: {
      shell: endpoint(file, "shell_port"),
      control: endpoint(file, "control_port"),
      stdin: endpoint(file, "stdin_port"),
      iopub: endpoint(file, "iopub_port"),
      heartbeat: endpoint(file, "hb_port"),
    },
    ...(secretKey === "" ? {} : { curve: { publicKey, secretKey } }),
  };
}

function endpoint(file: JsonObject, field: string): string {
  const transport = readString(file, "transport", "tcp");
  const ip = readString(file, "ip", "127.0.0.1");
  const port = file[field];
  if (typeof port !== "number") {
    throw new Error(`parseConnection: ${field} must be a number, got ${JSON.stringify(port)}`);
  }
  // In the ipc form the "port" is a suffix of the socket's path.
  return transport === "ipc" ? `ipc://${ip}-${port}` : `${transport}://${ip}:${port}`;
}
