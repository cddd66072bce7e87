import { fork, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { buildKernel } from "../../../helpers/kernel-build.ts";
import { startTestProgram, type TestProgram } from "./test-program.ts";

function start(options?: Parameters<typeof startTestProgram>[0]): TestProgram {
  const kernel = startTestProgram(options);
  onTestFinished(() => kernel.dispose());
  return kernel;
}

/** Waits up to 5 s until `done` holds. */
async function until(done: () => boolean): Promise<boolean> {
  for (let i = 0; i < 250 && !done(); i += 1) await new Promise((r) => setTimeout(r, 20));
  return done();
}

function isAlive(pid: number): boolean {
  // A zombie is not alive; kill(pid, 0) would say it is.
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  return stdout.trim() !== "" && !stdout.startsWith("Z");
}

describe("a program that ends", () => {
  it.each([
    {
      name: "process.exit",
      code: "process.exit(3)",
      error: "ProgramExit",
      message: "process.exit(3)",
    },
    { name: "an abort", code: "process.abort()", error: "ProgramCrash", message: "SIGABRT" },
    {
      name: "a crash",
      code: "process.kill(process.pid, 'SIGSEGV')",
      error: "ProgramCrash",
      message: "SIGSEGV",
    },
    {
      name: "a full heap",
      code: "const hog: unknown[] = []; while (true) hog.push(new Array(1e5).fill({}))",
      error: "OutOfMemory",
      message: "(100 MB",
    },
  ])("by $name says so in plain words and starts anew", async ({ code, error, message }) => {
    const kernel = start({ heapLimit: 100 });
    await kernel.run("const lost = 1");
    const ran = await kernel.run(code);
    expect(ran.outcome).toMatchObject({ status: "error", restarted: true });
    expect([ran.error, ran.traceback]).toEqual([error, expect.stringContaining(message)]);
    expect(ran.traceback).toContain("All variables are lost");
    expect(ran.stderr).not.toContain("GCs");
    expect((await kernel.run("typeof lost")).result).toBe("'undefined'");
  });

  it("tells of an end between two cells by onExit", async () => {
    const kernel = start();
    await kernel.run("setTimeout(() => process.exit(0), 10); void 0");
    await until(() => kernel.exits.length > 0);
    expect(kernel.exits).toEqual([expect.stringContaining("process.exit(0)")]);
    expect((await kernel.run("1 + 1")).result).toBe("2");
  });

  it("delivers what was printed before the end", async () => {
    const ran = await start().run("console.log('last words'); process.exit()");
    expect(ran.stdout).toBe("last words\n");
  });

  it("is ended by a second interrupt when the first can not stop it", async () => {
    const kernel = start();
    await kernel.run("const { spawnSync } = require('node:child_process')");
    // A child in a group of its own does not hear SIGINT.
    const cell = kernel.run("spawnSync('setsid', ['-w', 'sleep', '60'])", { interruptAfter: 50 });
    const isTold =
      (await until(() =>
        kernel.outputs.some(
          ({ output }) => output.type === "stream" && output.text.includes("does not stop"),
        ),
      )) || (await until(() => kernel.outputs.some(({ output }) => output.type === "stream")));
    await kernel.program.interrupt();
    expect([isTold, (await cell).outcome]).toMatchObject([
      true,
      { status: "error", restarted: true },
    ]);
  }, 20_000);
});

describe("Program.dispose", () => {
  it("ends the process and what it started, also in the midst of a cell", async () => {
    const kernel = start();
    const ran = await kernel.run(
      "const { pid } = require('node:child_process').spawn('sleep', ['60']); [process.pid, pid].join()",
    );
    const pids = String(ran.result).replaceAll("'", "").split(",").map(Number);
    const cell = kernel.run("while (true) {}");
    await kernel.program.dispose();
    expect((await cell).outcome.status).toBe("error");
    expect(await until(() => !pids.some(isAlive))).toBe(true);
  });
});

describe("a program whose front is killed", () => {
  it.each(["void 0", "while (true) {}", "while (true) console.log('x')"])(
    "ends while it runs %s",
    async (code) => {
      const kernel = start();
      const entry = join(buildKernel(), "kernel/evaluate/program/index.js");
      const front = join(kernel.folder, "front.mjs");
      writeFileSync(
        front,
        `import { startProgram } from ${JSON.stringify(entry)};
        const program = startProgram({ cwd: ".", onOutput: (o) => o.type === "result" && process.send(o.data["text/plain"]) });
        await program.run({ id: "1", number: 1, code: "process.pid", silent: false });
        program.run({ id: "2", number: 2, code: ${JSON.stringify(code)}, silent: false });`,
      );
      const child = fork(front, { cwd: kernel.folder });
      const pid = await new Promise<number>((resolve) =>
        child.once("message", (m) => resolve(Number(m))),
      );
      await new Promise((resolve) => setTimeout(resolve, 100));
      child.kill("SIGKILL");
      expect(await until(() => !isAlive(pid))).toBe(true);
    },
  );
});

describe("the prelude", () => {
  it("gives its exports to every cell, except for names that exist", async () => {
    const folder = start().folder;
    const prelude = join(folder, "prelude.mjs");
    writeFileSync(prelude, "export const answer = 42; export const fetch = 1; export default 2;");
    const kernel = start({ prelude });
    const ran = await kernel.run(
      "[answer, typeof fetch, typeof display, typeof clearOutput, typeof progress].join()",
    );
    expect(ran.result).toBe("'42,function,function,function,function'");
  });

  it("is reported and left out when it fails", async () => {
    const kernel = start({ prelude: "/nowhere/prelude.mjs" });
    const ran = await kernel.run("'runs'");
    expect(ran.result).toBe("'runs'");
    expect(kernel.outputs[0]?.output).toMatchObject({
      name: "stderr",
      text: expect.stringContaining("/nowhere/prelude.mjs could not be loaded"),
    });
  });

  it("can be interrupted while it loads", async () => {
    const folder = start().folder;
    const prelude = join(folder, "slow.mjs");
    writeFileSync(prelude, "await new Promise(() => {});");
    const kernel = start({ prelude });
    expect((await kernel.run("1", { interruptAfter: 800 })).error).toBe("Interrupted");
  });
});
