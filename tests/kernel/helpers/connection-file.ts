import { mkdtempSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { curveKeyPair } from "zeromq";

/** The fields of a connection file. */
export interface ConnectionFile {
  readonly transport: "tcp" | "ipc";
  readonly ip: string;
  readonly shell_port: number;
  readonly control_port: number;
  readonly stdin_port: number;
  readonly iopub_port: number;
  readonly hb_port: number;
  readonly key: string;
  readonly signature_scheme: string;
  readonly kernel_name: string;
  readonly curve_publickey?: string;
  readonly curve_secretkey?: string;
}

/** A connection file with free ports of this machine, or with socket paths in a new folder. */
export async function makeConnectionFile(
  transport: "tcp" | "ipc" = "tcp",
  { curve = false, key = "a secret" } = {},
): Promise<ConnectionFile> {
  const ports = transport === "ipc" ? [1, 2, 3, 4, 5] : await freePorts(5);
  const [shell_port = 0, control_port = 0, stdin_port = 0, iopub_port = 0, hb_port = 0] = ports;
  const keys = curveKeyPair();
  return {
    transport,
    ip: transport === "ipc" ? join(mkdtempSync(join(tmpdir(), "triptych-")), "k") : "127.0.0.1",
    shell_port,
    control_port,
    stdin_port,
    iopub_port,
    hb_port,
    key,
    signature_scheme: "hmac-sha256",
    kernel_name: "triptych",
    ...(curve ? { curve_publickey: keys.publicKey, curve_secretkey: keys.secretKey } : {}),
  };
}

async function freePorts(count: number): Promise<number[]> {
  // All are held open at once, so that no two are the same.
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return server;
    }),
  );
  return Promise.all(
    servers.map(async (server) => {
      const address = server.address();
      await new Promise((resolve) => server.close(resolve));
      return typeof address === "object" && address !== null ? address.port : 0;
    }),
  );
}
