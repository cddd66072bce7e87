import { expect, it } from "vitest";
import { startFakeKernel } from "../helpers/fake-kernel.ts";
import { fuzz } from "../helpers/fuzz-run.ts";

it("the server outlives 500 random and mutated messages (seed 1)", async () => {
  const kernel = await startFakeKernel();
  await fuzz(kernel, 1, 500);
  expect((await kernel.client.run("print x")).reply.content["status"]).toBe("ok");
  await kernel.close();
});
