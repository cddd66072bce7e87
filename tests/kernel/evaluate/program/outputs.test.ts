import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestProgram, type TestProgram } from "./test-program.ts";

let kernel: TestProgram;

beforeAll(() => {
  kernel = startTestProgram();
});

afterAll(() => kernel.dispose());

describe("outputs", () => {
  it("has console's methods, without colour", async () => {
    const ran = await kernel.run(
      "console.log('a', { b: 1 }); console.error('e'); console.table([{ c: 2 }]); console.dir({ d: { e: { f: {} } } }, { depth: 0 }); console.group('g'); console.info('in'); console.groupEnd(); console.time('t'); console.timeEnd('t')",
    );
    expect(ran.stdout).toMatch(
      /^a \{ b: 1 \}\n[\s\S]*│ 0 +│ 2 │[\s\S]*\{ d: \[Object\] \}\ng\n {2}in\nt: /,
    );
    expect(ran.stderr).toBe("e\n");
  });

  it("takes what is written to process.stdout, whole characters also from pieces", async () => {
    const ran = await kernel.run(
      "const bytes = Buffer.from('é'); process.stdout.write(bytes.subarray(0, 1)); process.stdout.write(bytes.subarray(1)); process.stdout.write('41', 'hex'); await new Promise<void>((r) => process.stdout.write('!', () => r()));",
    );
    expect(ran.stdout).toBe("éA!");
  });

  it("says why a form that is made later can not be sent", async () => {
    const ran = await kernel.run(
      "display({ async [Symbol.for('Jupyter.display')]() { return { 'application/json': 1n }; } }); 0",
    );
    expect(ran.stderr).toContain("display failed: TypeError: ");
  });

  it("has no half characters, short and long", async () => {
    const ran = await kernel.run(
      "console.log('😀'.slice(0, 1)); display.text('😀'.slice(1).repeat(40_000))",
    );
    expect(ran.stdout).toBe("\ufffd\n");
    const texts = ran.outputs.flatMap((o) => (o.type === "display" ? o.data["text/plain"] : []));
    expect(String(texts[0])).toBe("\ufffd".repeat(40_000));
  });

  it("delivers 20 000 lines in order before the cell ends", async () => {
    const ran = await kernel.run("for (let i = 0; i < 20_000; i++) console.log(i)");
    expect(ran.stdout).toBe(Array.from({ length: 20_000 }, (_, i) => `${i}\n`).join(""));
  });

  it("shows what is printed while a loop still runs", async () => {
    const before = kernel.outputs.length;
    const cell = kernel.run("console.log('early'); while (true);");
    await expect.poll(() => kernel.outputs.length, { timeout: 10_000 }).toBe(before + 1);
    await kernel.program.interrupt();
    expect((await cell).stdout).toBe("early\n");
  });

  it("has the output of child processes and of worker threads", async () => {
    const ran = await kernel.run(
      "import { execSync } from 'node:child_process'; import { Worker } from 'node:worker_threads'; execSync('echo out; echo err >&2', { stdio: 'inherit' }); await new Promise((r) => new Worker('console.log(\"thread\")', { eval: true }).on('exit', r)); void 0;",
    );
    expect([ran.stdout.split("\n").sort(), ran.stderr]).toEqual([["", "out", "thread"], "err\n"]);
  });

  it("gives a timer's output to the cell that set it", async () => {
    const ran = await kernel.run("setTimeout(() => console.log('from the first'), 20); void 0");
    await kernel.run("await new Promise((r) => setTimeout(r, 60))");
    const owners = kernel.outputs.filter(
      ({ output }) => output.type === "stream" && output.text === "from the first\n",
    );
    expect(ran.stdout).toBe("");
    expect(owners).toHaveLength(1);
    expect(owners[0]?.cell).toBe(ran.id);
  });

  it("waits while paused, and loses nothing", async () => {
    kernel.program.pause();
    const before = kernel.outputs.length;
    const cell = kernel.run("for (let i = 0; i < 5000; i++) console.log('x'.repeat(100))");
    await new Promise((resolve) => setTimeout(resolve, 150));
    const seen = kernel.outputs.length - before;
    kernel.program.resume();
    const ran = await cell;
    expect([seen, ran.stdout.length]).toEqual([0, 5000 * 101]);
  });

  it("keeps displays, clears and results in the order they were made", async () => {
    const ran = await kernel.run(
      "display.html('1'); clearOutput({ wait: true }); console.log('2'); display('3'); 4",
    );
    expect(ran.outputs.map(({ type }) => type)).toEqual([
      "display",
      "clear",
      "stream",
      "display",
      "result",
    ]);
  });

  it.each([
    { name: "ends well", end: "void 0" },
    { name: "fails", end: "throw new Error()" },
    { name: "is interrupted", end: "for (;;);" },
  ])("draws what a bar and a chart still hold when the cell $name", async ({ end }) => {
    const ran = await kernel.run(
      `const bar = progress(9); const chart = lineChart({ series: { a: [] } }); for (let i = 1; i < 5; i++) { bar.update(i); chart.push({ a: i }); }\n${end}`,
      end.startsWith("for") ? { interruptAfter: 300 } : {},
    );
    const bars = ran.outputs.flatMap((o) => (o.type === "display" ? o.data["text/plain"] : []));
    const points = ran.outputs.flatMap((o) => (o.type === "comm" ? JSON.stringify(o) : []));
    expect(bars.at(-1)).toContain("4/9");
    expect(points.at(-1)).toMatch(/"a":\[[^\]]*4\]/);
  });

  it("keeps promisified and promised timers working", async () => {
    const ran = await kernel.run(
      "import { promisify } from 'node:util'; import { setTimeout as sleep, setInterval as every } from 'node:timers/promises'; let ticks = 0; for await (const _ of every(1)) if (++ticks === 3) break; [await promisify(setTimeout)(1, 'a'), await sleep(1, 'b'), ticks]",
    );
    expect(ran.result).toBe("[ 'a', 'b', 3 ]");
  });
});
