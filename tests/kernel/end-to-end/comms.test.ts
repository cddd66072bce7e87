import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonObject, Message } from "../../../kernel/wire/index.ts";
import { printed, typesOf } from "../helpers/client.ts";
import { type RealKernel, startRealKernel } from "../helpers/real-kernel.ts";

let kernel: RealKernel;

beforeAll(async () => {
  kernel = await startRealKernel();
  await kernel.client.run(`
    let release = () => {};
    comms.register("echo", (comm, open) => {
      comm.send({ opened: open.data });
      comm.onMsg(({ data, buffers }) => {
        console.log("heard", data);
        if (data.release) release();
        if (data.loop) for (;;) {}
        if (data.fail) throw new Error("it failed");
        comm.send(data, { buffers });
      });
    });
    const mine = comms.open("page", { a: 1 }, { buffers: [Uint8Array.of(9)] });`);
});
afterAll(() => kernel.close());

async function send(content: JsonObject, buffers: readonly Uint8Array[] = []) {
  const type = "target_name" in content ? "comm_open" : "comm_msg";
  return kernel.client.idle(await kernel.client.send(type, content, "shell", buffers));
}

function ofType(messages: readonly Message[], type: string): Message | undefined {
  return messages.find(({ header }) => header.msg_type === type);
}

describe("a comm of the whole kernel", () => {
  it("is opened by the page and echoes data and buffers", async () => {
    const opened = await send({ comm_id: "c", target_name: "echo", data: { b: 2 } });
    expect(typesOf(opened)).toEqual(["busy", "comm_msg", "idle"]);
    expect(opened[1]?.content).toEqual({ comm_id: "c", data: { opened: { b: 2 } } });
    const bytes = Uint8Array.from({ length: 1_000_000 }, (_, i) => i);
    const echoed = await send({ comm_id: "c", data: { d: "日" } }, [bytes]);
    expect(typesOf(echoed)).toEqual(["busy", "stream", "comm_msg", "idle"]);
    expect(echoed[2]?.content).toEqual({ comm_id: "c", data: { d: "日" } });
    expect(Buffer.compare(Buffer.from(echoed[2]?.buffers[0] ?? []), bytes)).toBe(0);
  });

  it("is opened by a cell, with the cell as parent", () => {
    const opened = ofType(kernel.client.published, "comm_open");
    expect(opened?.content).toMatchObject({ target_name: "page", data: { a: 1 } });
    expect(opened?.parentHeader["msg_type"]).toBe("execute_request");
    expect(opened?.buffers.map((buffer) => [...buffer])).toEqual([[9]]);
  });

  it("is told of by its target's name", async () => {
    const { reply } = await kernel.client.request("comm_info_request", { target_name: "echo" });
    expect(reply.content["comms"]).toEqual({ c: { target_name: "echo" } });
  });

  it("is closed when nobody knows its target", async () => {
    const published = await send({ comm_id: "x", target_name: "nobody", data: {} });
    expect(typesOf(published)).toEqual(["busy", "comm_close", "idle"]);
  });

  it("is handled while a cell awaits, before a cell that waits", async () => {
    const code = "await new Promise<void>((done) => { release = done; console.log('awaiting'); });";
    const cell = await kernel.client.execute(code);
    const next = await kernel.client.execute("'next'");
    await kernel.client.until(() => ofType(kernel.client.publishedFor(cell), "stream"));
    const published = await send({ comm_id: "c", data: { release: true } });
    expect(printed(published)).toBe("heard { release: true }\n");
    expect((await kernel.client.answer(cell)).reply.content["status"]).toBe("ok");
    expect((await kernel.client.answer(next)).reply.content["status"]).toBe("ok");
  });

  it("prints an error under the message, and goes on", async () => {
    const published = await send({ comm_id: "c", data: { fail: true } });
    expect(printed(published, "stderr")).toContain("it failed");
    expect(typesOf(await send({ comm_id: "c", data: {} }))).toContain("comm_msg");
  });

  it("ends a loop of its handler by an interrupt, and goes on", async () => {
    const id = await kernel.client.send("comm_msg", { comm_id: "c", data: { loop: true } });
    await kernel.client.until(() => ofType(kernel.client.publishedFor(id), "stream"));
    await kernel.client.request("interrupt_request", {}, "control");
    expect(printed(await kernel.client.idle(id), "stderr")).toContain("Interrupted");
    expect(typesOf(await send({ comm_id: "c", data: {} }))).toContain("comm_msg");
  });

  it("is closed when the program ends", async () => {
    const { published } = await kernel.client.run("process.exit()");
    const closed = published.filter(({ header }) => header.msg_type === "comm_close");
    expect(closed.map(({ content }) => content["comm_id"])).toContain("c");
    const { reply } = await kernel.client.request("comm_info_request", {});
    expect(reply.content["comms"]).toEqual({});
  });
});
