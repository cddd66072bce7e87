import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startChecker } from "../../../../kernel/evaluate/check/index.ts";
import type { Checker } from "../../../../kernel/evaluate/types.ts";
import { buildKernel } from "../../../helpers/kernel-build.ts";

let folder: string;
let checker: Checker;

const cell = (code: string) => ({ id: code, number: 1, code, silent: false });
const codes = async (code: string) => (await checker.check(cell(code))).map((found) => found.code);

/** Process ids of the language servers that `parent` started. */
function serversOf(parent: number): number[] {
  const table = execFileSync("ps", ["-A", "-o", "ppid=,pid=,args="], { encoding: "utf8" });
  return table.split("\n").flatMap((line) => {
    const [ppid, pid, ...args] = line.trim().split(/\s+/);
    return Number(ppid) === parent && args.includes("--lsp") ? [Number(pid)] : [];
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "triptych-server-"));
  checker = startChecker({ cwd: folder, globals: [] });
});

afterEach(async () => {
  await checker.dispose();
  rmSync(folder, { recursive: true });
});

describe("the language server", () => {
  it("is replaced when it dies, and the notebook goes on", async () => {
    const first = cell("const a = { x: 1 }");
    expect(await checker.check(first)).toEqual([]);
    checker.commit(first);
    for (const pid of serversOf(process.pid)) process.kill(pid, "SIGKILL");
    expect(await codes("a.y")).toEqual([2339]);
    const lost = codes("a.z");
    for (const pid of serversOf(process.pid)) process.kill(pid, "SIGKILL");
    expect(await lost).toEqual([2339]);
    expect((await checker.complete("a.", 2)).items.map((item) => item.text)).toEqual(["x"]);
  });

  it("is given up when it keeps dying, which one check tells", async () => {
    const stop = setInterval(() => {
      for (const pid of serversOf(process.pid)) process.kill(pid, "SIGKILL");
    }, 20);
    const check = () => codes("const a: string = 1");
    await vi.waitFor(() => expect(check()).rejects.toThrow("restart the kernel"), 10_000);
    clearInterval(stop);
    expect(await check()).toEqual([]);
    expect(await checker.complete("a", 1)).toEqual({ items: [], start: 1, end: 1 });
  });

  it("leaves no process and no file behind", async () => {
    expect(await codes("const a: string = 1")).toEqual([2322]);
    const pids = serversOf(process.pid);
    expect(pids).toHaveLength(1);
    await checker.dispose();
    expect(pids.filter(isAlive)).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("lives in a process group of its own", async () => {
    expect(await codes("1")).toEqual([]);
    const [pid] = serversOf(process.pid);
    expect(
      execFileSync("ps", ["-o", "pgid=", "-p", String(pid)], { encoding: "utf8" }).trim(),
    ).toBe(String(pid));
  });

  it("ends with the kernel, also when that is killed", async () => {
    const module = join(buildKernel(), "kernel/evaluate/check/index.js");
    const source = `
      import { startChecker } from ${JSON.stringify(module)};
      const checker = startChecker({ cwd: ${JSON.stringify(folder)}, globals: [] });
      await checker.check({ id: "1", number: 1, code: "1", silent: false });
      console.log("ready");`;
    const parent = spawn(process.execPath, ["--input-type=module", "-e", source]);
    await once(parent.stdout, "data");
    const [pid = 0] = serversOf(parent.pid ?? 0);
    expect(isAlive(pid)).toBe(true);
    parent.kill("SIGKILL");
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), 5000);
  });
});
