import { execFileSync, spawn } from "node:child_process";
import { afterEach, describe, expect, it } from "vitest";
import { type RealKernel, startRealKernel } from "../helpers/real-kernel.ts";

let kernel: RealKernel;
afterEach(() => kernel.close());

/** Process ids below a process, itself included. */
function family(pid: number): readonly number[] {
  const rows = execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((row) => row.trim().split(/\s+/).map(Number));
  const below = (parent: number): readonly number[] => [
    parent,
    ...rows.flatMap(([child = 0, of]) => (of === parent ? below(child) : [])),
  ];
  return below(pid);
}

function isRunning(pid: number): boolean {
  try {
    const state = execFileSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
    return !state.trim().startsWith("Z");
  } catch {
    return false;
  }
}

async function untilGone(pids: readonly number[], patience = 5000): Promise<boolean> {
  const deadline = Date.now() + patience;
  while (pids.some(isRunning)) {
    if (Date.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return true;
}

describe("the kernel's processes", () => {
  it.each(["control", "shell"] as const)("end after a shutdown_request on %s", async (channel) => {
    kernel = await startRealKernel();
    await kernel.client.run("1");
    const pids = family(kernel.process.pid ?? 0);
    expect(pids.length).toBeGreaterThan(1);
    const { reply } = await kernel.client.request("shutdown_request", { restart: true }, channel);
    expect(reply.content).toEqual({ status: "ok", restart: true });
    expect(await kernel.ended()).toBe(0);
    expect(await untilGone(pids)).toBe(true);
  });

  it("end after a shutdown_request while a cell computes", async () => {
    kernel = await startRealKernel();
    const id = await kernel.client.execute("while (true) {}");
    await kernel.client.until(() => kernel.client.publishedFor(id)[1]);
    const pids = family(kernel.process.pid ?? 0);
    await kernel.client.request("shutdown_request", { restart: false }, "control");
    expect(await kernel.ended()).toBe(0);
    expect(await untilGone(pids)).toBe(true);
  });

  it.each(["SIGTERM", "SIGKILL"] as const)("end with a front that gets %s", async (signal) => {
    kernel = await startRealKernel();
    const id = await kernel.client.execute("while (true) {}");
    await kernel.client.until(() => kernel.client.publishedFor(id)[1]);
    const pids = family(kernel.process.pid ?? 0);
    kernel.process.kill(signal);
    await kernel.ended();
    expect(await untilGone(pids)).toBe(true);
  });

  it.each([
    ["idle", "1"],
    ["computing", "while (true) {}"],
    ["waiting for input", "prompt('?')"],
  ])("end, %s, when the server that JPY_PARENT_PID names is gone", async (_, code) => {
    const server = spawn("sleep", ["60"]);
    kernel = await startRealKernel({ JPY_PARENT_PID: String(server.pid) });
    const id = await kernel.client.execute(code, { allow_stdin: true });
    await kernel.client.until(() => kernel.client.publishedFor(id)[1]);
    const pids = family(kernel.process.pid ?? 0);
    server.kill("SIGKILL");
    expect(await kernel.ended()).toBe(0);
    expect(await untilGone(pids)).toBe(true);
  });

  it("answer the first request and log nothing", async () => {
    kernel = await startRealKernel();
    await kernel.client.request("kernel_info_request", {});
    expect(kernel.log()).toBe("");
  });
});
