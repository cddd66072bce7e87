import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isLocked, lockRun } from "../../src/run/run-lock.ts";

const lockModule = join(import.meta.dirname, "../../dist/src/run/run-lock.js");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "triptych-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const lock = () => join(folder, "lock");
const leftBy = (pid: number) => writeFileSync(lock(), JSON.stringify({ host: hostname(), pid }));

describe("lockRun", () => {
  it("keeps a second one out until the first gives the directory back", async () => {
    const unlock = await lockRun(folder);
    await expect(lockRun(folder)).rejects.toThrow(`process ${process.pid} on`);
    expect(isLocked(folder)).toBe(true);
    unlock();
    expect(isLocked(folder)).toBe(false);
    (await lockRun(folder))();
  });

  it("takes over what a process that was killed left", async () => {
    const child = spawn(process.execPath, ["--eval", ""]);
    await once(child, "exit");
    leftBy(child.pid!);
    (await lockRun(folder))();
    writeFileSync(lock(), '{"host":');
    (await lockRun(folder))();
    expect(existsSync(lock())).toBe(false);
  });

  it.skipIf(process.platform !== "linux")(
    "takes over what a process left that has ended unnoticed (needs Linux)",
    async () => {
      // The child of a shell that becomes another program, which asks for no child.
      const parent = spawn("sh", ["-c", "(exit 0) & echo $!; exec sleep 60"]);
      const [line] = await once(createInterface({ input: parent.stdout }), "line");
      leftBy(Number(line));
      await expect.poll(() => isLocked(folder)).toBe(false);
      (await lockRun(folder))();
      parent.kill();
    },
  );

  it("refuses while another process is about to take the directory", async () => {
    writeFileSync(`${lock()}.turn`, "");
    await expect(lockRun(folder)).rejects.toThrow("that another process takes now");
    expect(existsSync(lock())).toBe(false);
  });

  it("has one winner among processes that start at once", async () => {
    const rounds = 30;
    // All wait for the same moments, and tell in which rounds they had the directory.
    const program = `
      import { lockRun } from ${JSON.stringify(lockModule)};
      const [folder, start] = [process.argv[1], Number(process.argv[2])];
      const won = [];
      for (let round = 0; round < ${rounds}; round += 1) {
        while (Date.now() < start + 10 * round);
        await lockRun(folder + "/" + round).then(() => won.push(round), (error) => {
          if (error.name !== "ConfigError") throw error;
        });
      }
      console.log(JSON.stringify(won));
      process.stdin.resume(); // what a process that has ended holds, another may take`;
    const start = String(Date.now() + 1000);
    const children = Array.from({ length: 3 }, () =>
      spawn(process.execPath, ["--input-type=module", "--eval", program, folder, start], {
        stdio: ["pipe", "pipe", "inherit"],
      }),
    );
    const won = await Promise.all(
      children.map(async ({ stdout }): Promise<number[]> => {
        const [line] = await once(createInterface({ input: stdout }), "line");
        return JSON.parse(line);
      }),
    );
    for (const { stdin } of children) stdin.end();
    await Promise.all(children.map((child) => once(child, "close")));
    const winners = won.flat().sort((a, b) => a - b);
    expect(winners).toEqual(Array.from({ length: rounds }, (_, round) => round));
  });
});
