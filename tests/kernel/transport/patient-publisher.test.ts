import { describe, expect, it } from "vitest";
import { Subscriber, XPublisher } from "zeromq";
import { PatientPublisher } from "../../../kernel/transport/patient-publisher.ts";

const messageCount = 60;

async function connect(patience: number) {
  const socket = new XPublisher({ sendHighWaterMark: 4, verbosity: "allSubs", linger: 0 });
  const publisher = new PatientPublisher(socket, patience);
  await socket.bind("tcp://127.0.0.1:*");
  const { lastEndpoint } = socket;
  const subscribe = async (): Promise<Subscriber> => {
    const subscriber = new Subscriber({ receiveHighWaterMark: 4, linger: 0 });
    subscriber.connect(lastEndpoint ?? "");
    subscriber.subscribe();
    await socket.receive();
    return subscriber;
  };
  return { socket, publisher, subscribe };
}

async function receiveAll(subscriber: Subscriber, delay: number): Promise<number> {
  for (let count = 1; ; count += 1) {
    const [, index] = await subscriber.receive();
    if (Number(String(index)) === messageCount - 1) return count;
    await new Promise((resolve) => setTimeout(resolve, delay));
  }
}

async function publishAll(publisher: PatientPublisher): Promise<void> {
  const filler = Buffer.alloc(500_000); // more than the buffers of TCP hold in all
  for (let i = 0; i < messageCount; i += 1) {
    await publisher.send([Buffer.from("t"), Buffer.from(String(i)), filler]);
  }
}

describe("PatientPublisher", () => {
  it("loses nothing of what a slow subscriber takes late", async () => {
    const { socket, publisher, subscribe } = await connect(5000);
    const subscriber = await subscribe();
    const received = receiveAll(subscriber, 10);
    await publishAll(publisher);
    expect(await received).toBe(messageCount);
    subscriber.close();
    socket.close();
  });

  it("goes on without a subscriber that takes nothing", async () => {
    const { socket, publisher, subscribe } = await connect(200);
    const stuck = await subscribe();
    const start = Date.now();
    await publishAll(publisher);
    expect(Date.now() - start).toBeGreaterThan(190);
    stuck.close();
    socket.close();
  });
});
