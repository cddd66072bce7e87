import { KernelServer } from "../../../kernel/server.ts";
import { openChannels, parseConnection } from "../../../kernel/transport/index.ts";
import { createCodec } from "../../../kernel/wire/index.ts";
import { KernelClient } from "./client.ts";
import { type ConnectionFile, makeConnectionFile } from "./connection-file.ts";
import { FakeChecker, FakeProgram } from "./fakes.ts";

/** A real server on real sockets, whose program and checker are fakes. */
export interface FakeKernel {
  readonly file: ConnectionFile;
  readonly client: KernelClient;
  readonly server: KernelServer;
  readonly program: FakeProgram;
  readonly checker: FakeChecker;
  readonly logged: string[];
  /** Times a client asked for the end. */
  readonly shutdowns: () => number;
  readonly close: () => Promise<void>;
}

/** Starts a kernel and connects a client to it. */
export async function startFakeKernel(connection?: ConnectionFile): Promise<FakeKernel> {
  const file = connection ?? (await makeConnectionFile());
  const parsed = parseConnection(JSON.stringify(file));
  const logged: string[] = [];
  const log = (line: unknown): void => void logged.push(String(line));
  const channels = await openChannels(parsed, log);
  const checker = new FakeChecker();
  let program: FakeProgram | undefined;
  let shutdowns = 0;
  const server = new KernelServer({
    codec: createCodec(parsed),
    channels,
    checker,
    isComplete: (code) =>
      code.endsWith("{") ? { status: "incomplete", indent: "  " } : { status: "complete" },
    startProgram: (onOutput, onExit) => {
      program = new FakeProgram(onOutput, onExit);
      return program;
    },
    log,
    onShutdown: () => {
      shutdowns += 1;
    },
  });
  channels.listen(server);
  const client = await KernelClient.connect(file);
  if (program === undefined) throw new Error("startFakeKernel: the server started no program");
  const close = async (): Promise<void> => {
    client.close();
    await channels.close();
  };
  return { file, client, server, program, checker, logged, shutdowns: () => shutdowns, close };
}
