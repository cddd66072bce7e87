import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Message } from "../../../kernel/wire/index.ts";
import { printed } from "../helpers/client.ts";
import { type RealKernel, startRealKernel } from "../helpers/real-kernel.ts";

let kernel: RealKernel;

beforeAll(async () => {
  kernel = await startRealKernel();
});
afterAll(() => kernel.close());

const allowed = { allow_stdin: true };

function question(cell: string, index = 0): Promise<Message> {
  const own = () =>
    kernel.client.asked.filter(({ parentHeader }) => parentHeader["msg_id"] === cell);
  return kernel.client.until(() => own()[index]);
}

async function answer(asked: Message, value: string): Promise<void> {
  await kernel.client.send("input_reply", { value }, "stdin", [], { parentHeader: asked.header });
}

/** Runs a cell and answers its questions in order; gives what it printed. */
async function converse(code: string, ...answers: readonly string[]): Promise<string> {
  const cell = await kernel.client.execute(code, allowed);
  for (const [index, value] of answers.entries()) await answer(await question(cell, index), value);
  const { reply, published } = await kernel.client.answer(cell);
  expect(reply.content).toMatchObject({ status: "ok" });
  return printed(published);
}

const interrupts = {
  message: () => kernel.client.request("interrupt_request", {}, "control"),
  signal: async () => void process.kill(kernel.process.pid ?? Number.NaN, "SIGINT"),
};

describe("input", () => {
  it("gives what the user typed, as text", async () => {
    const code =
      "const name: string = await input('Name? '); console.log(name.toUpperCase(), name.length)";
    expect(await converse(code, "Ada 😀")).toBe("ADA 😀 6\n");
    expect(kernel.client.asked.at(-1)?.content).toEqual({ prompt: "Name? ", password: false });
  });

  it("hides a password", async () => {
    expect(await converse("console.log(await input('Key? ', { password: true }))", "k")).toBe(
      "k\n",
    );
    expect(kernel.client.asked.at(-1)?.content).toEqual({ prompt: "Key? ", password: true });
  });

  it("lets timers run meanwhile", async () => {
    const cell = await kernel.client.execute(
      "setTimeout(() => console.log('tick'), 20); console.log(await input())",
      allowed,
    );
    const asked = await question(cell);
    await kernel.client.until(() =>
      printed(kernel.client.publishedFor(cell)) === "tick\n" ? true : undefined,
    );
    await answer(asked, "tock");
    expect(printed((await kernel.client.answer(cell)).published)).toBe("tick\ntock\n");
  });

  it("keeps its cell open until it is answered", async () => {
    const code = "void input('a').then((a) => console.log(a));";
    expect(await converse(code, "1")).toBe("1\n");
  });

  it("may be asked twice at once", async () => {
    const code = "console.log(await Promise.all([input('a'), input('b')]))";
    expect(await converse(code, "1", "2")).toBe("[ '1', '2' ]\n");
  });
});

describe("prompt", () => {
  it("stands still until the answer is there", async () => {
    const code = `let isFree = false; setTimeout(() => { isFree = true; });
const line = prompt('How many? '); console.log(Number(line) + 1, isFree)`;
    expect(await converse(code, "41")).toBe("42 false\n");
  });

  it("offers a default for an empty line", async () => {
    expect(await converse("console.log(prompt('n?', '7'), prompt(), prompt())", "", "", "x")).toBe(
      "7  x\n",
    );
    expect(kernel.client.asked.at(-3)?.content["prompt"]).toBe("n? [7] ");
  });

  it("waits behind an input that was asked before", async () => {
    const code = "const a = input('a'); const b = prompt('b'); console.log(await a, b)";
    expect(await converse(code, "1", "2")).toBe("1 2\n");
  });
});

describe("a question", () => {
  it.each([
    ["input", "const kept = 1;\nawait input('?')", "In[1]:2"],
    ["prompt", "\n\nprompt('?')", "In[1]:3"],
  ])("of %s is refused at its line where input is not allowed", async (name, code) => {
    const { reply } = await kernel.client.run(code, { allow_stdin: false });
    const place = `In[${String(reply.content["execution_count"])}]`;
    expect(reply.content).toMatchObject({ status: "error", ename: "InputError" });
    expect(reply.content["evalue"]).toBe(
      `${name}: a front end that takes input is required, got allow_stdin false. Run the cell in JupyterLab or a console.`,
    );
    expect(String(reply.content["traceback"])).toContain(place);
    expect(String(reply.content["traceback"])).not.toContain("dist/kernel");
  });

  it("can be caught", async () => {
    const code = "try { prompt('?') } catch (error) { console.log((error as Error).name) }";
    const { published } = await kernel.client.run(code);
    expect(printed(published)).toBe("InputError\n");
  });

  it("is refused once its cell has ended", async () => {
    const id = await kernel.client.execute(
      "setTimeout(() => { input('late').catch((e) => console.log(e.message)) }, 50); 0",
      allowed,
    );
    await kernel.client.answer(id);
    const told = await kernel.client.until(
      () => printed(kernel.client.publishedFor(id)) || undefined,
    );
    expect(told).toContain("input: a running cell is required");
  });

  it.each([
    ["input", "message"],
    ["prompt", "message"],
    ["input", "signal"],
    ["prompt", "signal"],
  ] as const)("of %s is ended by an interrupt (%s), and the state is kept", async (name, how) => {
    await kernel.client.run("var precious = 42");
    const cell = await kernel.client.execute(`await ${name}('Old?')`, allowed);
    const old = await question(cell);
    await interrupts[how]();
    expect((await kernel.client.answer(cell)).reply.content["ename"]).toBe("Interrupted");
    await answer(old, "late");

    const next = await kernel.client.execute(
      `console.log(await ${name}('New?'), precious)`,
      allowed,
    );
    const asked = await question(next);
    await answer(old, "late again");
    await answer(asked, "new");
    await answer(asked, "twice");
    expect(printed((await kernel.client.answer(next)).published)).toBe("new 42\n");
  });

  it("ends with its program, and the next one may ask", async () => {
    const code = "setTimeout(() => process.exit(1), 20); await input('?')";
    const cell = await kernel.client.execute(code, allowed);
    await question(cell);
    expect((await kernel.client.answer(cell)).reply.content["ename"]).toBe("ProgramExit");
    expect(await converse("console.log(await input())", "again")).toBe("again\n");
  });

  it("goes to the client that sent the cell", async () => {
    const before = kernel.client.asked.length;
    expect(await converse("console.log(prompt())", "x")).toBe("x\n");
    expect(kernel.client.asked).toHaveLength(before + 1);
  });
});

it("input and prompt can be imported", async () => {
  const code =
    "import { input as ask, prompt as askNow } from 'triptych';\nconsole.log(await ask(), askNow())";
  expect(await converse(code, "1", "2")).toBe("1 2\n");
});
