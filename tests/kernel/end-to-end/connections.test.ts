import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { printed } from "../helpers/client.ts";
import { makeConnectionFile } from "../helpers/connection-file.ts";
import { type RealKernel, startRealKernel } from "../helpers/real-kernel.ts";

let kernel: RealKernel | undefined;
afterEach(async () => {
  await kernel?.close();
  kernel = undefined;
});

describe("a connection", () => {
  it.each([
    { transport: "ipc", curve: false },
    { transport: "tcp", curve: true },
  ] as const)("by $transport, curve $curve, carries cells, input and control", async (options) => {
    const { transport, curve } = options;
    kernel = await startRealKernel({}, await makeConnectionFile(transport, { curve }));
    const { client } = kernel;
    const id = await client.execute("console.log(prompt('?'))", { allow_stdin: true });
    await client.until(() => client.asked[0]);
    await client.send("input_reply", { value: "yes" }, "stdin");
    expect(printed((await client.answer(id)).published)).toBe("yes\n");
    await client.ping();
    await client.request("shutdown_request", { restart: false }, "control");
    expect(await kernel.ended()).toBe(0);
  });

  it("is not lost by messages with a bad signature", async () => {
    kernel = await startRealKernel();
    const { client } = kernel;
    const parts = [{ msg_type: "shutdown_request" }, {}, {}, {}].map((part) =>
      Buffer.from(JSON.stringify(part)),
    );
    for (const channel of ["shell", "control", "stdin"] as const) {
      await client.sendFrames([Buffer.from("<IDS|MSG>"), Buffer.from("bad"), ...parts], channel);
    }
    expect((await client.run("1 + 1")).reply.content["status"]).toBe("ok");
    expect(kernel.log().match(/bad signature/g)).toHaveLength(3);
  });
});

describe("the history", () => {
  it("of one kernel is known to the next, with results", async () => {
    const data = mkdtempSync(join(tmpdir(), "triptych-data-"));
    const first = await startRealKernel({ JUPYTER_DATA_DIR: data });
    await first.client.run("20 + 1");
    await first.close();
    kernel = await startRealKernel({ JUPYTER_DATA_DIR: data });
    const { reply } = await kernel.client.request("history_request", {
      hist_access_type: "range",
      session: -1,
      output: true,
    });
    expect(reply.content["history"]).toEqual([[expect.any(Number), 1, ["20 + 1", "21"]]]);
    rmSync(data, { recursive: true, force: true });
  });
});
