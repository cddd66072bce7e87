import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { printed } from "../helpers/client.ts";
import { DebugClient } from "../helpers/debug-client.ts";
import { type RealKernel, startRealKernel } from "../helpers/real-kernel.ts";

let kernel: RealKernel;
let debug: DebugClient;

beforeEach(async () => {
  kernel = await startRealKernel();
  debug = new DebugClient(kernel.client);
});
afterEach(() => kernel.close());

const cell = `interface Point { x: number }

function shift(point: Point, by: number): Point {
  const moved = point.x + by;
  return { x: moved };
}
const points: Point[] = [{ x: 1 }, { x: 2 }];
for (const point of points) {
  const next = shift(point, 10);
  console.log(next.x);
}
const done = "yes";
done`;

describe("a breakpoint", () => {
  it("stops a cell that runs for the first time, in the lines of the TypeScript", async () => {
    await debug.attach();
    expect(await debug.setBreakpoints(cell, [{ line: 4 }])).toEqual([4]);
    const id = await kernel.client.execute(cell);
    expect(await debug.stop()).toEqual({ reason: "breakpoint", at: "shift:4" });
    expect((await debug.frames()).map(({ name, line }) => `${name}:${line}`)).toEqual([
      "shift:4",
      "In[1]:9",
    ]);
    // `moved` has no value yet; Node 20 lists it all the same.
    expect(await debug.scope("Locals")).toMatchObject({ point: "{x: 1}", by: "10" });
    expect(await debug.scope("Locals", 1)).toMatchObject({
      point: "{x: 1}",
      points: "Array(2) [Object, Object]",
      done: "undefined",
    });
    expect(await debug.evaluate("point.x * 2 as number")).toBe("2");
    await debug.request("next", { threadId: 1 });
    expect(await debug.stop()).toEqual({ reason: "step", at: "shift:5" });
    expect(await debug.scope("Locals")).toMatchObject({ moved: "11" });
    await debug.request("stepOut", { threadId: 1 });
    expect(await debug.stop()).toMatchObject({ reason: "step", at: "In[1]:10" });
    await debug.request("continue", { threadId: 1 });
    expect(await debug.stop()).toMatchObject({ at: "shift:4" });
    await debug.setBreakpoints(cell, []);
    await debug.request("continue", { threadId: 1 });
    const { reply, published } = await kernel.client.answer(id);
    expect(reply.content).toMatchObject({ status: "ok" });
    expect(printed(published)).toBe("11\n12\n");
  });

  it("moves to the next line that has code", async () => {
    await debug.attach();
    expect(await debug.setBreakpoints(cell, [{ line: 1 }, { line: 3 }])).toEqual([4, 4]);
  });

  it("can be set while the cell runs, and stops when its condition holds", async () => {
    const code = `let n = 0;
while (n >= 0) {
  n += 1;
  await new Promise((resolve) => setTimeout(resolve, 1));
}
n`;
    await debug.attach();
    const id = await kernel.client.execute(code);
    await kernel.client.until(() => kernel.client.publishedFor(id)[1]);
    await debug.setBreakpoints(code, [{ line: 3, condition: "(n as number) % 5 === 4" }]);
    expect(await debug.stop()).toMatchObject({ at: "In[1]:3" });
    expect(Number(await debug.evaluate("n")) % 5).toBe(4);
    await debug.evaluate("n = -10");
    await debug.request("continue");
    const { published } = await kernel.client.answer(id);
    const result = published.find(({ header }) => header.msg_type === "execute_result");
    expect(result?.content["data"]).toMatchObject({ "text/plain": "-9" });
  });

  it("stops in a cell with a %types line, known by the text with it", async () => {
    const code = '%types warn\nconst text: number = "a";\nconsole.log(text);';
    await debug.attach();
    expect(await debug.setBreakpoints(code, [{ line: 1 }, { line: 3 }])).toEqual([2, 3]);
    const id = await kernel.client.execute(code);
    expect(await debug.stop()).toEqual({ reason: "breakpoint", at: "In[1]:2" });
    const source = (await debug.frames())[0]?.source;
    expect({ sourcePath: source?.path }).toEqual(await debug.request("dumpCell", { code }));
    expect(await debug.request("source", { source })).toMatchObject({ content: code });
    await debug.request("continue");
    expect(await debug.stop()).toEqual({ reason: "breakpoint", at: "In[1]:3" });
    await debug.request("continue");
    expect((await kernel.client.answer(id)).reply.content).toMatchObject({ status: "ok" });
  });

  it("stops in a module of the notebook's folder", async () => {
    const path = join(kernel.folder, "twice.ts");
    writeFileSync(
      path,
      "type N = number;\n\nexport function twice(n: N): N {\n  return n * 2;\n}\n",
    );
    await debug.attach();
    await debug.setFileBreakpoints(path, [{ line: 4 }]);
    const id = await kernel.client.execute('import { twice } from "./twice";\ntwice(21)');
    expect(await debug.stop()).toEqual({ reason: "breakpoint", at: "twice:4" });
    expect(await debug.scope("Locals")).toEqual({ n: "21" });
    expect(await debug.request("source", { source: { path } })).toMatchObject({
      content: expect.stringContaining("return n * 2"),
    });
    await debug.request("disconnect");
    expect((await kernel.client.answer(id)).reply.content).toMatchObject({ status: "ok" });
  });

  it.each([
    { file: "f.ts", way: "imported", code: 'import { f } from "./f";\nf(1)' },
    { file: "f.js", way: "imported", code: 'import { f } from "./f.js";\nf(1)' },
    { file: "f.ts", way: "required", code: 'const { f } = require("./f");\nf(1)' },
    { file: "f.cts", way: "required", code: 'const { f } = require("./f.cts");\nf(1)' },
  ])("stops in the first statements of $file, $way, and again after an edit", async (given) => {
    const path = join(kernel.folder, given.file);
    await debug.attach();
    for (const head of ["", "let a = 0;\na += 1;\n"]) {
      writeFileSync(path, `${head}export const f = (n) => {\n  return n;\n};\nf(0);\n`);
      const line = head === "" ? 1 : 3;
      await debug.setFileBreakpoints(path, [{ line }, { line: line + 1 }]);
      const id = await kernel.client.execute(given.code);
      const stops: string[] = [];
      for (const _ of ["loading", "f(0)", "f(1)"]) {
        stops.push((await debug.stop()).at);
        await debug.request("continue");
      }
      expect(stops).toEqual([`(anonymous):${line}`, `f:${line + 1}`, `f:${line + 1}`]);
      expect((await kernel.client.answer(id)).reply.content).toMatchObject({ status: "ok" });
    }
  });

  it.each(["g.ts", "g.cts"])("is in the lines of %s that was edited since", async (file) => {
    const path = join(kernel.folder, file);
    const text = "export const g = () => {\n  return 1;\n};\n";
    writeFileSync(path, text);
    await debug.attach();
    await debug.setFileBreakpoints(path, [{ line: 2 }]);
    writeFileSync(path, `let a = 0;\na += 1;\n${text}`);
    const id = await kernel.client.execute(`import { g } from "./${file}";\ng()`);
    expect(await debug.stop()).toEqual({ reason: "breakpoint", at: "(anonymous):2" });
    await debug.request("continue");
    expect((await kernel.client.answer(id)).reply.content).toMatchObject({ status: "ok" });
  });
});
