import { Reply, Router, XPublisher } from "zeromq";
import type { Connection } from "./connection.ts";
import { PatientPublisher } from "./patient-publisher.ts";
import { SendQueue } from "./send-queue.ts";

/** A channel on which requests arrive and replies leave. */
export type RequestChannel = "shell" | "control" | "stdin";

/** What the channels tell their owner. */
interface ChannelListener {
  onMessage(channel: RequestChannel, frames: readonly Uint8Array[]): void;
  /** A subscriber of iopub has arrived; it sees what is published from now on. */
  onSubscribe(topic: Uint8Array): void;
  /** True while many iopub messages wait for a slow subscriber. */
  onPressure(high: boolean): void;
}

/** The five bound sockets. The heartbeat answers by itself. */
export interface Channels {
  /** Starts the delivery of messages; what came before is delivered then. */
  listen(listener: ChannelListener): void;
  send(channel: RequestChannel, frames: Uint8Array[]): void;
  publish(frames: Uint8Array[]): void;
  /** Sends what waits, then closes the sockets. */
  close(): Promise<void>;
}

/** iopub messages that ZeroMQ holds for one subscriber before it pushes back. */
const publishHighWater = 2000;

/**
 * Binds the five sockets of a connection.
 * @param onError - Told of messages that could not be received or sent.
 * @throws {Error} If an endpoint is in use.
 */
export async function openChannels(
  connection: Connection,
  onError: (error: unknown) => void,
): Promise<Channels> {
  const { endpoints, curve } = connection;
  const shared = {
    linger: 500, // ms that a closed socket may still take to send the last reply
    ...(curve === undefined
      ? {}
      : { curveServer: true, curvePublicKey: curve.publicKey, curveSecretKey: curve.secretKey }),
  };
  const routerOptions = { ...shared, sendHighWaterMark: 0, handover: true };
  const routers = {
    shell: new Router(routerOptions),
    control: new Router(routerOptions),
    stdin: new Router(routerOptions),
  };
  const heartbeat = new Reply(shared);
  const iopub = new XPublisher({
    ...shared,
    sendHighWaterMark: publishHighWater,
    verbosity: "allSubs", // else only the first of several subscribers is reported
  });
  const publisher = new PatientPublisher(iopub);
  const sockets = { ...routers, heartbeat, iopub };
  await Promise.all([
    sockets.shell.bind(endpoints.shell),
    sockets.control.bind(endpoints.control),
    sockets.stdin.bind(endpoints.stdin),
    sockets.heartbeat.bind(endpoints.heartbeat),
    sockets.iopub.bind(endpoints.iopub),
  ]);

  let onPressure = (_high: boolean): void => {};
  const published = new SendQueue(publisher, { onError, onPressure: (high) => onPressure(high) });
  const replies = {
    shell: new SendQueue(routers.shell, { onError }),
    control: new SendQueue(routers.control, { onError }),
    stdin: new SendQueue(routers.stdin, { onError }),
  };
  echo(heartbeat).catch(onError);

  const listen = (listener: ChannelListener): void => {
    onPressure = (high) => listener.onPressure(high);
    for (const channel of ["shell", "control", "stdin"] as const) {
      void receive(routers[channel], (frames) => listener.onMessage(channel, frames), onError);
    }
    const onEvent = ([event]: readonly Uint8Array[]): void => {
      if (event?.[0] !== 1) return; // 0 ends a subscription
      publisher.trustSubscribers();
      listener.onSubscribe(event.subarray(1));
    };
    void receive(iopub, onEvent, onError);
  };

  return {
    listen,
    send: (channel, frames) => replies[channel].push(frames),
    publish: (frames) => published.push(frames),
    async close() {
      await Promise.all([published, ...Object.values(replies)].map((queue) => queue.drained()));
      for (const socket of Object.values(sockets)) socket.close();
    },
  };
}

/** Handles what arrives until the socket is closed; one failure does not keep the next away. */
async function receive(
  socket: Router | XPublisher,
  handle: (frames: readonly Uint8Array[]) => void,
  onError: (error: unknown) => void,
): Promise<void> {
  for await (const frames of socket) {
    try {
      handle(frames);
    } catch (error) {
      onError(error);
    }
  }
}

async function echo(socket: Reply): Promise<void> {
  for await (const frames of socket) await socket.send(frames);
}
