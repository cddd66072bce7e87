import { afterEach, describe, expect, it } from "vitest";
import { KernelClient, typesOf } from "../helpers/client.ts";
import { makeConnectionFile } from "../helpers/connection-file.ts";
import { type FakeKernel, startFakeKernel } from "../helpers/fake-kernel.ts";

let kernel: FakeKernel;
afterEach(() => kernel.close());

describe("openChannels", () => {
  it.each([
    { transport: "tcp", curve: false, key: "secret" },
    { transport: "ipc", curve: false, key: "secret" },
    { transport: "tcp", curve: true, key: "secret" },
    { transport: "tcp", curve: false, key: "" },
  ] as const)("serves $transport, curve $curve, key '$key'", async ({ transport, ...rest }) => {
    kernel = await startFakeKernel(await makeConnectionFile(transport, rest));
    const { reply } = await kernel.client.run("print hello");
    const info = await kernel.client.request("kernel_info_request", {}, "control");
    expect(reply.content["status"]).toBe("ok");
    expect(info.reply.content["protocol_version"]).toBe("5.5");
    await kernel.client.ping();
  });

  it("refuses an endpoint that is in use", async () => {
    kernel = await startFakeKernel();
    await expect(startFakeKernel(kernel.file)).rejects.toThrow(/in use/);
  });

  it("greets every subscriber and says `starting` once, first to the first", async () => {
    kernel = await startFakeKernel();
    const second = await KernelClient.connect(kernel.file);
    await second.run("print x");
    expect(typesOf(kernel.client.published).slice(0, 2)).toEqual(["iopub_welcome", "starting"]);
    expect(kernel.client.published[1]?.parentHeader).toEqual({});
    expect(typesOf(second.published)[0]).toBe("iopub_welcome");
    expect(second.published[0]?.parentHeader).toEqual({});
    expect(typesOf(second.published)).not.toContain("starting");
    second.close();
  });

  it("shows the outputs of one client's cell to the others", async () => {
    kernel = await startFakeKernel();
    const second = await KernelClient.connect(kernel.file);
    const id = await kernel.client.execute("print x");
    expect(typesOf(await second.idle(id))).toEqual(["busy", "execute_input", "stream", "idle"]);
    second.close();
  });
});
