import { expect, it } from "vitest";
import { startFakeKernel } from "../helpers/fake-kernel.ts";
import { fuzz } from "../helpers/fuzz-run.ts";

it("the server outlives 10,000 random and mutated messages (seed 1)", {
  timeout: 600_000,
}, async () => {
  const kernel = await startFakeKernel();
  await fuzz(kernel, 1, 10_000);
  expect((await kernel.client.run("print x")).reply.content["status"]).toBe("ok");
  await kernel.close();
});
