import { expect } from "vitest";
import type { FakeKernel } from "./fake-kernel.ts";
import { Fuzzer } from "./fuzz.ts";

/** Sends `count` messages, and expects the kernel to answer on all channels now and then, and after. */
export async function fuzz(kernel: FakeKernel, seed: number, count: number): Promise<void> {
  const fuzzer = new Fuzzer(seed);
  for (let sent = 1; sent <= count; sent += 1) {
    const { channel, frames, isSigned } = fuzzer.next();
    if (isSigned) await kernel.client.sendSigned(frames, channel);
    else if (frames.length > 0) await kernel.client.sendFrames([...frames], channel);
    if (sent % 250 === 0 || sent === count) await expectAlive(kernel);
  }
}

async function expectAlive({ client }: FakeKernel): Promise<void> {
  // A cell of the fuzz may wait for input.
  await client.request("interrupt_request", {}, "control");
  const { reply } = await client.request("kernel_info_request", {});
  expect(reply.content["status"]).toBe("ok");
  await client.request("kernel_info_request", {}, "control");
  await client.ping();
  client.published.length = 0;
}
