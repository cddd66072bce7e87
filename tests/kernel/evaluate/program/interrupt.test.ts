import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestProgram, type TestProgram } from "./test-program.ts";

let kernel: TestProgram;

beforeAll(async () => {
  kernel = startTestProgram();
  await kernel.run(
    "import { execSync } from 'node:child_process'; import { setTimeout as sleep } from 'node:timers/promises'; let kept = 41; const many = Array.from({ length: 1e5 }, (_, i) => ({ i }));",
  );
});

afterAll(() => kernel.dispose());

const forever = "await new Promise(() => {})";

describe("Program.interrupt", () => {
  it.each([
    ["a loop", "while (true) {}"],
    ["a loop after an await", "await null; for (;;) {}"],
    ["a loop in a timer", `setTimeout(() => { while (true) {} }, 5); ${forever}`],
    ["a loop in an interval", `setInterval(() => { while (true) {} }, 5); ${forever}`],
    ["a loop of microtasks", `(function loop() { Promise.resolve().then(loop); })(); ${forever}`],
    ["a loop of awaits", "while (true) await null"],
    ["a loop of ticks", `(function loop() { process.nextTick(loop); })(); ${forever}`],
    ["a loop of immediates", "while (true) await new Promise((r) => setImmediate(r))"],
    [
      "a loop that catches all",
      "while (true) { try { while (true) {} } catch {} finally { while (true) {} } }",
    ],
    ["a generator", "function* endless() { for (;;) yield 1; } for (const _ of endless());"],
    [
      "an asynchronous generator",
      "async function* ticks() { for (;;) yield 1; } for await (const _ of ticks());",
    ],
    [
      "one clone of much",
      "const much = Array.from({ length: 60 }, () => many.map((o) => ({ ...o }))); console.log('made'); structuredClone(much); while (true) {}",
    ],
    ["a promise that never settles", forever],
    ["a long timer", "await new Promise((r) => setTimeout(r, 1e6))"],
    ["a promised timer", "while (true) await sleep(5)"],
    ["a module that loops", "await import('data:text/javascript,while (true) {}')"],
    ["a module that waits for ever", `await import("data:text/javascript,${forever}")`],
    ["a regular expression", "/^(a+)+$/.test('a'.repeat(40) + 'b')"],
    ["a child process", "execSync('sleep 30')"],
    ["a loop of child processes", "while (true) { try { execSync('sleep 30'); } catch {} }"],
    ["Atomics.wait", "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)"],
    ["a loop that prints", "while (true) console.log('x'.repeat(100))"],
    ["a loop of clones", "while (true) structuredClone(many)"],
    ["a display method", "({ [Symbol.for('Jupyter.display')]() { while (true) {} } })"],
    [
      "a display that is never made",
      "({ async [Symbol.for('Jupyter.display')]() { await new Promise(() => {}); } })",
    ],
    ["a getter that is printed", "console.log({ get [Symbol.toStringTag]() { while (true) {} } })"],
  ])("stops %s and keeps the variables", async (_name, code) => {
    const ran = await kernel.run(code, { interruptAfter: 60 });
    expect([ran.error, (await kernel.run("kept")).result]).toEqual(["Interrupted", "41"]);
  });

  it("stops the cell's timers", async () => {
    const before = kernel.outputs.length;
    const cell = kernel.run(`setInterval(() => console.log('tick'), 10); ${forever}`);
    const countTicks = () => kernel.outputs.length - before;
    await expect.poll(countTicks, { timeout: 10_000 }).toBeGreaterThan(0);
    await kernel.program.interrupt();
    await cell;
    const ticks = countTicks();
    await kernel.run("await new Promise((r) => setTimeout(r, 60))");
    expect(countTicks()).toBe(ticks);
  });

  it("does nothing when idle, once or twice", async () => {
    await kernel.program.interrupt();
    await kernel.program.interrupt();
    expect((await kernel.run("kept + 1")).result).toBe("42");
  });

  it("frees a program that a finished cell's timer keeps busy", async () => {
    await kernel.run("setTimeout(() => { while (true) {} }, 5); void 0");
    await new Promise((resolve) => setTimeout(resolve, 50));
    await kernel.program.interrupt();
    expect((await kernel.run("kept")).result).toBe("41");
  });

  it("may be asked twice for one cell, and again for the next", async () => {
    const first = kernel.run("while (true) {}");
    await new Promise((resolve) => setTimeout(resolve, 60));
    await Promise.all([kernel.program.interrupt(), kernel.program.interrupt()]);
    const second = await kernel.run("for (;;) {}", { interruptAfter: 60 });
    expect([(await first).error, second.error]).toEqual(["Interrupted", "Interrupted"]);
    expect((await kernel.run("kept")).result).toBe("41");
  });

  it("does not stop the cell that follows", async () => {
    const first = kernel.run("while (true) {}", { interruptAfter: 60 });
    const second = kernel.run("const end = Date.now() + 200; while (Date.now() < end) {} 'whole'");
    expect([(await first).error, (await second).result]).toEqual(["Interrupted", "'whole'"]);
  });
});
