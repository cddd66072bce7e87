import { describe, expect, it } from "vitest";
import { format } from "../../../kernel/display/index.ts";
import { recordOutputs } from "./recording-host.ts";

const recording = recordOutputs();
const displaySymbol = Symbol.for("Jupyter.display");

async function dataOf(value: unknown) {
  return (await format(value)).data;
}

describe("format", () => {
  it("takes the bundle of the value's own method and adds a plain form", async () => {
    const value = { answer: 42, [displaySymbol]: () => ({ "text/html": "<i>42</i>" }) };
    expect(await dataOf(value)).toMatchObject({
      "text/html": "<i>42</i>",
      "text/plain": expect.stringContaining("answer: 42"),
    });
  });

  it("calls the method on the value, also on a class instance and with a promise", async () => {
    class Own {
      readonly text = "mine";
      async [displaySymbol]() {
        return { "text/plain": this.text };
      }
    }
    expect(format(new Own())).toBeInstanceOf(Promise);
    expect(await dataOf(new Own())).toEqual({ "text/plain": "mine" });
  });

  it.each([
    { name: "throws", method: () => JSON.parse("{") },
    { name: "rejects", method: () => Promise.reject(new Error("no")) },
    { name: "returns no bundle", method: () => "text" },
    { name: "returns nothing", method: () => undefined },
  ])("reports a method that $name on stderr and shows the plain form", async ({ method }) => {
    const data = await dataOf({ a: 1, [displaySymbol]: method });
    expect(data["text/plain"]).toContain("a: 1");
    expect(recording.outputs).toEqual([
      { type: "stream", name: "stderr", text: expect.stringMatching(/^display failed: \w*Error/) },
    ]);
  });

  it.each([
    { value: 42, text: "42" },
    { value: "text", text: "'text'" },
    { value: 10n, text: "10n" },
    { value: null, text: "null" },
    { value: undefined, text: "undefined" },
    { value: [1, 2], text: "[ 1, 2 ]" },
    { value: new Map([["a", 1]]), text: "Map(1) { 'a' => 1 }" },
    { value: new Float32Array([1, 2]), text: "Float32Array(2) [ 1, 2 ]" },
  ])("shows $text in Node's notation alone", async ({ value, text }) => {
    expect(await dataOf(value)).toEqual({ "text/plain": text });
  });

  it("never throws, whatever the value does", async () => {
    const hostile = new Proxy(
      {},
      {
        get() {
          throw new Error("get");
        },
      },
    );
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    const inspecting = {
      [Symbol.for("nodejs.util.inspect.custom")]() {
        throw new Error("inspect");
      },
    };
    for (const value of [hostile, revoked.proxy, inspecting]) {
      expect(await dataOf(value)).toHaveProperty("text/plain");
    }
  });

  it("removes terminal colour from the plain form", async () => {
    const value = { [displaySymbol]: () => ({ "text/plain": "\u001b[31mred\u001b[39m" }) };
    expect(await dataOf(value)).toEqual({ "text/plain": "red" });
  });
});
