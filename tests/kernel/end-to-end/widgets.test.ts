import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Message } from "../../../kernel/wire/index.ts";
import { typesOf } from "../helpers/client.ts";
import { type RealKernel, startRealKernel } from "../helpers/real-kernel.ts";

let kernel: RealKernel;

beforeAll(async () => {
  kernel = await startRealKernel();
});
afterAll(() => kernel.close());

/** The comm of the widget that these messages open. */
function openedBy(messages: readonly Message[]): string {
  const opened = messages.find(({ header }) => header.msg_type === "comm_open");
  expect(opened?.metadata).toEqual({ version: "2.1.0" });
  return String(opened?.content["comm_id"]);
}

/** Changes a widget's state as its view does; gives what is published for that. */
async function change(comm_id: string, state: object): Promise<readonly Message[]> {
  const data = { method: "update", state, buffer_paths: [] };
  return kernel.client.idle(await kernel.client.send("comm_msg", { comm_id, data }));
}

describe("a widget of the whole kernel", () => {
  it("is opened and shown, and its linked output follows it", async () => {
    const code = "link(slider({ min: 0, max: 9, label: 'n' }), ({ value }) => value ** 2)";
    const { published } = await kernel.client.run(code);
    expect(typesOf(published)).toEqual([
      "busy",
      "execute_input",
      "comm_open",
      "display_data",
      "display_data",
      "update_display_data",
      "idle",
    ]);
    const comm = openedBy(published);
    expect(published[3]?.content["data"]).toMatchObject({
      "application/vnd.jupyter.widget-view+json": { model_id: comm },
    });
    const moved = await change(comm, { value: 3 });
    expect(typesOf(moved)).toEqual(["busy", "comm_msg", "update_display_data", "idle"]);
    expect(moved[1]?.content["data"]).toMatchObject({ method: "echo_update", state: { value: 3 } });
    expect(moved[2]?.content["data"]).toEqual({ "text/plain": "9" });
  });

  it("is heard by a cell that awaits", async () => {
    const id = await kernel.client.execute(`
      import { dropdown as choose } from "triptych";
      const choice = choose({ options: ["go", "stop"] });
      await new Promise<void>((done) => { choice.on("value", () => done()); });
      choice.get("value")`);
    const opened = await kernel.client.until(() =>
      kernel.client.publishedFor(id).find(({ header }) => header.msg_type === "comm_open"),
    );
    await change(openedBy([opened]), { value: "stop" });
    const { published } = await kernel.client.answer(id);
    expect(published.at(-2)?.content["data"]).toEqual({ "text/plain": "'stop'" });
  });

  it.each([
    "slider({ min: 0, max: 1 }).get('values')",
    "dropdown({ options: ['a', 'b'] }).set('value', 'c')",
    "lineChart({ series: { loss: [] } }).push({ lose: 1 })",
    "anywidget({ esm: '', state: { n: 1 } }).on('n', (n) => n.length)",
  ])("lets no cell run that mistakes it: %s", async (code) => {
    const { reply } = await kernel.client.run(code);
    expect(reply.content).toMatchObject({ status: "error", ename: "TypeScriptError" });
  });

  it("shows an error in place, and prints it under the message", async () => {
    const code =
      "link(slider({ min: 0, max: 9 }), ({ value }) => { if (value > 5) throw new Error('high'); return value; })";
    const { published } = await kernel.client.run(code);
    const moved = await change(openedBy(published), { value: 6 });
    expect(typesOf(moved)).toEqual(["busy", "comm_msg", "update_display_data", "stream", "idle"]);
    expect(moved[2]?.content["data"]).toMatchObject({ "text/plain": "Error: high" });
  });
});
