import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Message } from "../../../kernel/wire/index.ts";
import { printed, typesOf } from "../helpers/client.ts";
import { type FakeKernel, startFakeKernel } from "../helpers/fake-kernel.ts";

let kernel: FakeKernel;

beforeAll(async () => {
  kernel = await startFakeKernel();
});
afterAll(() => kernel.close());

const allowed = { allow_stdin: true };

/** Waits for the next input_request of a cell. */
function nextQuestion(cell: string, index = 0): Promise<Message> {
  const ofCell = () =>
    kernel.client.asked.filter(({ parentHeader }) => parentHeader["msg_id"] === cell);
  return kernel.client.until(() => ofCell()[index]);
}

/** Sends an input_reply, to an input_request as newer clients do. */
async function type(value: unknown, question?: Message): Promise<void> {
  const options = question === undefined ? {} : { parentHeader: question.header };
  await kernel.client.send("input_reply", { value }, "stdin", [], options);
}

describe("a question of a cell", () => {
  it("reaches the client of the cell, after what was printed, and is answered", async () => {
    const cell = await kernel.client.execute("print first\nask Name?", allowed);
    const question = await nextQuestion(cell);
    expect(question.content).toEqual({ prompt: "Name?", password: false });
    await type("Ada", question);
    const { reply, published } = await kernel.client.answer(cell);
    expect(reply.content["status"]).toBe("ok");
    expect(typesOf(published)).toEqual(["busy", "execute_input", "stream", "stream", "idle"]);
    expect(printed(published)).toBe("first\nAda\n");
  });

  it("may be for a password, and may be answered without naming it", async () => {
    const cell = await kernel.client.execute("ask Key? password", allowed);
    expect((await nextQuestion(cell)).content).toEqual({ prompt: "Key?", password: true });
    await type("secret");
    expect(printed((await kernel.client.answer(cell)).published)).toBe("secret\n");
  });

  it.each([{}, { allow_stdin: false }, { allow_stdin: "yes" }])(
    "is refused at once with %o",
    async (options) => {
      const { published } = await kernel.client.run("ask Name?", { allow_stdin: null, ...options });
      expect(printed(published)).toContain("got allow_stdin false");
    },
  );

  it("is refused when its cell has ended", async () => {
    await kernel.client.run("print x", allowed);
    const answers: unknown[] = [];
    const { program } = kernel;
    const original = program.answer.bind(program);
    program.answer = (_, answer) => void answers.push(answer.refusal);
    program.onOutput({ type: "question", id: 1000, text: "", password: false }, undefined);
    program.answer = original;
    expect(String(answers)).toContain("a running cell is required");
  });

  it("waits until the one before is answered", async () => {
    const cell = await kernel.client.execute("ask One?\nask Two?", allowed);
    await type("1", await nextQuestion(cell));
    await type("2", await nextQuestion(cell, 1));
    expect(printed((await kernel.client.answer(cell)).published)).toBe("1\n2\n");
  });

  it("does not outlive an interrupt: its late answer is not the next cell's", async () => {
    const cell = await kernel.client.execute("ask Old?", allowed);
    const old = await nextQuestion(cell);
    await kernel.client.request("interrupt_request", {}, "control");
    expect((await kernel.client.answer(cell)).reply.content["ename"]).toBe("Interrupted");
    await type("before the next cell");

    const next = await kernel.client.execute("ask New?", allowed);
    const question = await nextQuestion(next);
    await type("late", old);
    await type("new", question);
    await type("twice", question);
    expect(printed((await kernel.client.answer(next)).published)).toBe("new\n");
  });

  it("is not answered by anything but an input_reply", async () => {
    const cell = await kernel.client.execute("ask Name?", allowed);
    const question = await nextQuestion(cell);
    await kernel.client.send("comm_msg", { value: "wrong" }, "stdin");
    await kernel.client.sendFrames([Buffer.from("nonsense")], "stdin");
    await type({ not: "text" }, question);
    expect(printed((await kernel.client.answer(cell)).published)).toBe("\n");
  });
});
