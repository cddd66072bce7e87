import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Answer, printed } from "../helpers/client.ts";
import { type RealKernel, startRealKernel } from "../helpers/real-kernel.ts";

let kernel: RealKernel;

beforeAll(async () => {
  kernel = await startRealKernel();
});
afterAll(() => kernel.close());

const PATIENCE = 60_000; // ms: a run starts a process with the tensor engine

const resultSchema = z.object({
  accuracy: z.number(),
  epochs: z.array(z.object({ epoch: z.number(), loss: z.number(), accuracy: z.number() })),
});

/** Starts a cell that trains a small network and prints what it gave. */
const start = (output: string) =>
  kernel.client.execute(`
    const settings = {
      dataset: "digits", train: 400, model: { name: "mlp" }, method: "borat",
      options: { bundleSize: 3 }, eta: 1, epochs: 60, batchSize: 50, seed: 1,
    };
    const record = await runLive("cell", settings, { output: "${output}", saveEvery: 8 });
    console.log(JSON.stringify(record.result));`);

const finish = async (id: string) => {
  const states = () => kernel.client.publishedFor(id).map(({ content }) => content);
  const isIdle = () => states().some((content) => content["execution_state"] === "idle");
  await kernel.client.until(() => isIdle() || undefined, PATIENCE);
  return await kernel.client.answer(id);
};

const pointsSchema = z.object({ x: z.array(z.number()) });
const messageSchema = z.object({
  data: z.object({ state: pointsSchema.optional(), content: pointsSchema.optional() }),
});

/** Epochs whose numbers went to the page as points of a chart, as they came. */
const drawnEpochs = (id: string): readonly number[] =>
  kernel.client.publishedFor(id).flatMap(({ header, content }) => {
    if (header.msg_type !== "comm_msg") return [];
    const { data } = messageSchema.parse(content);
    return [data.state, data.content].flatMap((points) => points?.x ?? []);
  });

/** What displays held, in order. */
const shownBy = (id: string): readonly string[] =>
  kernel.client
    .publishedFor(id)
    .filter(({ header }) => header.msg_type.endsWith("display_data"))
    .map(({ content }) => JSON.stringify(content["data"]));

const resultOf = ({ published }: Answer) => resultSchema.parse(JSON.parse(printed(published)));

describe("a run that a cell follows", () => {
  it("is drawn, stops at an interrupt, and goes on in the next cell as if nothing had been", async () => {
    await kernel.client.run('import { runLive } from "triptych";');
    const first = await start("run");
    await kernel.client.until(() => Math.max(...drawnEpochs(first)) >= 3 || undefined, PATIENCE);
    await kernel.client.request("interrupt_request", {}, "control");
    const { reply } = await finish(first);
    expect(reply.content).toMatchObject({ status: "error", ename: "Interrupted" });
    const isFigure = () => shownBy(first).at(-1)?.includes("plotly");
    await kernel.client.until(() => isFigure() || undefined); // of the points so far

    const second = await start("run");
    const resumed = await finish(second);
    expect(Math.min(...drawnEpochs(second))).toBeGreaterThan(1);
    expect(Math.max(...drawnEpochs(second))).toBe(60);

    const third = await start("whole");
    const whole = await finish(third);
    expect(resultOf(resumed)).toEqual(resultOf(whole));
    expect(shownBy(third)[0]).toContain("0/1");
    expect(shownBy(third).some((text) => /1\/1 .*seed 1/.test(text))).toBe(true);
  }, 240_000);
});
