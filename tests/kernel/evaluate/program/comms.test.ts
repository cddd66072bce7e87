import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CommMessage } from "../../../../kernel/evaluate/types.ts";
import { startTestProgram, type TestProgram } from "./test-program.ts";

let kernel: TestProgram;
let count = 0;

beforeAll(async () => {
  kernel = startTestProgram();
  await kernel.run(`
    comms.register("echo", (comm, open) => {
      comm.send({ opened: open.data });
      comm.onMsg(({ data, buffers, metadata }) => comm.send(data, { buffers, metadata }));
      comm.onClose(() => console.log("closed"));
    });`);
});
afterAll(() => kernel.dispose());

/** Opens a comm; `send` hands over one message and gives what was made in its name. */
async function open(target: string) {
  count += 1;
  const comm = `comm-${count}`;
  const send = async (
    data: CommMessage["data"],
    { buffers = [] as readonly Uint8Array[], event = "message" as "message" | "close" } = {},
  ) => {
    count += 1;
    const id = `message-${count}`;
    await kernel.program.deliver({ event, comm, data, metadata: {}, buffers }, id);
    return madeFor(id);
  };
  const id = `open-${count}`;
  const message = { comm, target, data: { n: 1 }, metadata: {}, buffers: [] };
  await kernel.program.deliver({ event: "open", ...message }, id);
  return { comm, send, made: madeFor(id) };
}

function madeFor(id: string) {
  const outputs = kernel.outputs.filter(({ cell }) => cell === id).map(({ output }) => output);
  const messages = outputs.flatMap((output) => (output.type === "comm" ? [output.message] : []));
  const text = outputs.map((output) => (output.type === "stream" ? output.text : "")).join("");
  return { messages, text };
}

/** Waits until the program prints `text`. */
async function untilPrinted(text: string): Promise<void> {
  await expect
    .poll(
      () => kernel.outputs.some(({ output }) => output.type === "stream" && output.text === text),
      {
        timeout: 20_000,
      },
    )
    .toBe(true);
}

describe("a comm", () => {
  it("is taken by its target, and echoes data, metadata and buffers", async () => {
    const { comm, made, send } = await open("echo");
    expect(made.messages).toEqual([
      { event: "message", comm, data: { opened: { n: 1 } }, metadata: {}, buffers: [] },
    ]);
    const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => i);
    const { messages } = await send({ a: "ü" }, { buffers: [bytes, Uint8Array.of(7)] });
    expect(messages[0]?.data).toEqual({ a: "ü" });
    expect(messages[0]?.buffers).toEqual([bytes, Uint8Array.of(7)]);
  });

  it("gives buffers that any typed array can be made of", async () => {
    await kernel.run(`comms.register("floats", (comm) => {
      comm.onMsg(({ buffers: [, second] }) => {
        const floats = new Float64Array(second.buffer);
        comm.send({ sum: floats[0] + floats[1] }, { buffers: [floats.subarray(1)] });
      });
    });`);
    const { send } = await open("floats");
    const floats = new Uint8Array(Float64Array.of(1.5, 2).buffer);
    const { messages } = await send({}, { buffers: [Uint8Array.of(1), floats] });
    expect(messages[0]?.data).toEqual({ sum: 3.5 });
    expect(messages[0]?.buffers[0]).toEqual(floats.subarray(8));
  });

  it("is closed at once when nobody knows its target", async () => {
    const { made } = await open("nobody");
    expect(made.messages.map(({ event }) => event)).toEqual(["close"]);
  });

  it("tells when the page closes it, and then hears no more", async () => {
    const { send } = await open("echo");
    expect((await send({}, { event: "close" })).text).toBe("closed\n");
    expect((await send({})).messages).toEqual([]);
  });

  it("is opened by the program, and refuses to send once closed", async () => {
    const ran = await kernel.run(`
      const mine = comms.open("there", { a: 1 }, { buffers: [Uint16Array.of(258)] });
      mine.close();
      let refusal = "";
      try { mine.send({}); } catch (error) { refusal = String(error); }
      [mine.isOpen, mine.target, refusal.replace(mine.id, "ID")]`);
    const messages = ran.outputs.flatMap((o) => (o.type === "comm" ? [o.message] : []));
    expect(messages).toMatchObject([
      { event: "open", target: "there", data: { a: 1 }, buffers: [Uint8Array.of(2, 1)] },
      { event: "close" },
    ]);
    expect(ran.result).toBe(
      "[\n  false,\n  'there',\n  'Error: comm.send: an open comm is required, got one that was closed (ID)'\n]",
    );
  });

  it("is handled while a cell awaits, and its output is not the cell's", async () => {
    await kernel.run(`let release = () => {};
      comms.register("release", (comm) => { comm.onMsg(() => { console.log("from the handler"); release(); }); });`);
    const { send } = await open("release");
    const cell = kernel.run(
      "await new Promise<void>((done) => { release = done; console.log('awaiting'); }); 'released'",
    );
    await untilPrinted("awaiting\n");
    const { text } = await send({});
    const ran = await cell;
    expect([text, ran.result, ran.stdout]).toEqual([
      "from the handler\n",
      "'released'",
      "awaiting\n",
    ]);
  });

  it("prints what a handler throws in its name, at once or later, and lives on", async () => {
    await kernel.run(`comms.register("fails", (comm) => {
      comm.onMsg(({ data }) => { if (data.now) throw new RangeError("at once"); });
      comm.onMsg(async ({ data }) => { await null; if (!data.now) throw new Error("later"); });
      comm.onMsg(() => comm.send({}));
    });`);
    const { send } = await open("fails");
    const now = await send({ now: true });
    expect(now.text).toMatch(
      /^Error in a comm's handler: .*RangeError.*: at once\n[\s\S]*In\[\d+\]:2/,
    );
    expect(now.messages).toHaveLength(1);
    expect((await send({})).text).toContain("later");
    expect((await kernel.run("1 + 1")).result).toBe("2");
  });

  it("is closed when the handler that should take it throws", async () => {
    await kernel.run("comms.register('refuses', () => { throw new Error('no'); }); void 0");
    const { made } = await open("refuses");
    expect(made.messages.map(({ event }) => event)).toEqual(["close"]);
    expect(made.text).toContain("no");
  });

  it("waits for displays that its handler makes", async () => {
    await kernel.run(`comms.register("shows", (comm) => { comm.onMsg(() => {
      display({ async [Symbol.for("Jupyter.display")]() {
        await new Promise((r) => setTimeout(r, 20));
        return { "text/plain": "ready" };
      } });
    }); });`);
    const { send } = await open("shows");
    await send({});
    const shown = kernel.outputs.at(-1)?.output;
    expect(shown).toMatchObject({ type: "display", update: true, data: { "text/plain": "ready" } });
  });

  it.each([
    { name: "loops", body: "for (;;) {}" },
    { name: "never settles", body: "return new Promise(() => {});" },
    { name: "loops after an await", body: "return (async () => { await null; for (;;) {} })();" },
  ])("ends by an interrupt when its handler $name, and keeps the variables", async ({ body }) => {
    await kernel.run(`const kept = 41; comms.register("stuck", (comm) => {
      comm.onMsg(() => { console.log("stuck now"); ${body} });
    });`);
    const { send, comm } = await open("stuck");
    const before = kernel.outputs.length;
    const handled = send({});
    await expect.poll(() => kernel.outputs.length, { timeout: 20_000 }).toBeGreaterThan(before);
    await kernel.program.interrupt();
    expect((await handled).text).toContain("Interrupted: a comm's handler was stopped");
    expect((await kernel.run("kept + 1")).result).toBe("42");
    const echo = await open("echo");
    expect((await echo.send({ comm })).messages[0]?.data).toEqual({ comm });
  });

  it("lets a cell that awaits be interrupted together with a handler that loops", async () => {
    await kernel.run(
      `comms.register("loops", (comm) => { comm.onMsg(() => { console.log("looping"); for (;;) {} }); });`,
    );
    const { send } = await open("loops");
    const cell = kernel.run("console.log('cell awaits'); await new Promise(() => {})");
    await untilPrinted("cell awaits\n");
    const handled = send({});
    await untilPrinted("looping\n");
    await kernel.program.interrupt();
    expect((await cell).error).toBe("Interrupted");
    expect((await handled).text).toContain("Interrupted");
  });

  it("is over when the program ends", async () => {
    await kernel.run(
      "comms.register('exits', (comm) => { comm.onMsg(() => process.exit(3)); }); void 0",
    );
    const { send } = await open("exits");
    await send({});
    await expect.poll(() => kernel.exits.length, { timeout: 20_000 }).toBe(1);
    const { made } = await open("echo");
    expect(made.messages.map(({ event }) => event)).toEqual(["close"]);
  });
});
