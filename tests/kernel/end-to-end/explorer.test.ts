import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { printed } from "../helpers/client.ts";
import { type RealKernel, startRealKernel } from "../helpers/real-kernel.ts";

let kernel: RealKernel;

beforeAll(async () => {
  kernel = await startRealKernel();
});
afterAll(() => kernel.close());

describe("the explorer in a notebook", () => {
  it("is a widget with its numbers beside it, and a page; what the page chooses comes back", async () => {
    const run = await kernel.client.run(`
      const runs = explorer([
        { hash: "aaaaaaaaaaaa", config: { eta: 0.1 } },
        { hash: "bbbbbbbbbbbb", config: { eta: 1 } },
      ]);
      runs`);
    const ofType = (type: string) => run.published.find(({ header }) => header.msg_type === type);
    const opened = ofType("comm_open");
    expect(opened?.content).toMatchObject({
      data: { state: { meta: { count: 2 }, selected: [] }, buffer_paths: [["data"]] },
    });
    // Codes of two labels, two bytes each, then two numbers of eight at the next multiple of eight.
    expect(opened?.buffers[0]?.length).toBe(8 + 2 * 8);
    expect(ofType("execute_result")?.content["data"]).toMatchObject({
      "application/vnd.jupyter.widget-view+json": { model_id: opened?.content["comm_id"] },
      "text/html": expect.stringContaining('<script type="module">'),
      "text/plain": "2 runs",
    });
    const data = { method: "update", state: { selected: [1] }, buffer_paths: [] };
    const content = { comm_id: String(opened?.content["comm_id"]), data };
    await kernel.client.idle(await kernel.client.send("comm_msg", content, "shell", []));
    const { published } = await kernel.client.run(
      "console.log(runs.selected.map(({ hash }) => hash))",
    );
    expect(printed(published)).toContain("bbbbbbbbbbbb");
  });
});
