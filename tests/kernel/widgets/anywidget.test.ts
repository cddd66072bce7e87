import { inspect } from "node:util";
import { describe, expect, expectTypeOf, it } from "vitest";
import { commRegistry } from "../../../kernel/comms/index.ts";
import { display } from "../../../kernel/display/index.ts";
import type { CommMessage } from "../../../kernel/evaluate/types.ts";
import { anywidget, type Widget } from "../../../kernel/widgets/index.ts";
import { recordOutputs } from "../display/recording-host.ts";

const recording = recordOutputs();

/** What was sent to the page since the last call. */
function sent(): readonly CommMessage[] {
  const messages = recording.outputs.flatMap((o) => (o.type === "comm" ? [o.message] : []));
  recording.outputs.length = 0;
  return messages;
}

/** Has the page send a message; gives what handlers threw. */
async function fromPage(
  widget: Pick<Widget<object>, "id">,
  data: CommMessage["data"],
  buffers: readonly Uint8Array[] = [],
): Promise<readonly unknown[]> {
  const errors: unknown[] = [];
  const message = { event: "message", comm: widget.id, data, metadata: {}, buffers } as const;
  await commRegistry().receive(message, (error) => errors.push(error));
  return errors;
}

function counter() {
  const widget = anywidget({ esm: "export default {}", state: { count: 0, name: "a" } });
  sent();
  return widget;
}

describe("anywidget", () => {
  it("opens a model of anywidget's with its state", () => {
    const widget = anywidget({ esm: "export default {}", css: "a{}", state: { count: 1 } });
    const [open] = sent();
    expect(open).toMatchObject({
      event: "open",
      comm: widget.id,
      target: "jupyter.widget",
      metadata: { version: "2.1.0" },
      data: {
        state: {
          _model_module: "anywidget",
          _model_name: "AnyModel",
          _view_module: "anywidget",
          _view_name: "AnyView",
          _esm: "export default {}",
          _css: "a{}",
          count: 1,
        },
        buffer_paths: [],
      },
    });
  });

  it("shows its view, and its state as plain text", () => {
    const widget = counter();
    const view = { version_major: 2, version_minor: 1, model_id: widget.id };
    expect(inspect(widget)).toBe("anywidget { count: 0, name: 'a' }");
    display(widget);
    expect(recording.displays()[0]?.data).toEqual({
      "application/vnd.jupyter.widget-view+json": view,
      "text/plain": "anywidget { count: 0, name: 'a' }",
    });
  });

  it("knows its keys and their types", () => {
    const widget = counter();
    expectTypeOf(widget.get("count")).toEqualTypeOf<number>();
    expectTypeOf(widget.get("name")).toEqualTypeOf<string>();
    // @ts-expect-error: no such key
    expect(widget.get("other")).toBeUndefined();
    // @ts-expect-error: another type
    widget.set("count", "one");
  });

  it("tells page and listeners of a change, once for several keys", () => {
    const widget = counter();
    const heard: unknown[] = [];
    widget.on("count", (...args) => heard.push(args));
    widget.on("change", (state) => heard.push(state));
    widget.set({ count: 2, name: "b" });
    expect(sent().map(({ data }) => data)).toEqual([
      { method: "update", state: { count: 2, name: "b" }, buffer_paths: [] },
    ]);
    expect(heard).toEqual([[2, 0], { count: 2, name: "b" }]);
  });

  it("says nothing of a value that is the same, and stops on request", () => {
    const widget = counter();
    const heard: number[] = [];
    const stop = widget.on("count", (count) => heard.push(count));
    widget.set("count", 0);
    expect([sent(), heard]).toEqual([[], []]);
    stop();
    widget.set("count", 1);
    expect(heard).toEqual([]);
  });

  it("takes changes of the page and echoes them", async () => {
    const widget = counter();
    const heard: number[] = [];
    widget.on("count", (count) => heard.push(count));
    await fromPage(widget, { method: "update", state: { count: 5 }, buffer_paths: [] });
    expect(sent().map(({ data }) => data)).toEqual([
      { method: "echo_update", state: { count: 5 }, buffer_paths: [] },
    ]);
    expect([widget.get("count"), heard]).toEqual([5, [5]]);
  });

  it("answers a request for its state", async () => {
    const widget = counter();
    widget.set("count", 3);
    sent();
    await fromPage(widget, { method: "request_state" });
    expect(sent()[0]?.data).toMatchObject({
      method: "update",
      state: { _model_name: "AnyModel", count: 3, name: "a" },
    });
  });

  it("sends binary state apart from the JSON, at any depth", () => {
    const floats = Float32Array.of(1, 2);
    const widget = anywidget({
      esm: "",
      state: { floats, deep: { list: [1, Uint8Array.of(7)] }, bytes: new ArrayBuffer(1) },
    });
    const [open] = sent();
    expect(open?.data["buffer_paths"]).toEqual([["floats"], ["deep", "list", 1], ["bytes"]]);
    expect(open?.data["state"]).toMatchObject({ floats: null, deep: { list: [1, null] } });
    expect(open?.buffers).toEqual([
      new Uint8Array(floats.buffer),
      Uint8Array.of(7),
      Uint8Array.of(0),
    ]);
    floats[0] = 3;
    widget.set("floats", floats);
    expect(sent()[0]?.data["buffer_paths"]).toEqual([["floats"]]);
  });

  it("makes bytes of the page the kind of array that was there", async () => {
    const state = { floats: Float32Array.of(1), any: new Uint8Array() };
    const widget = anywidget({ esm: "", state });
    const data = { method: "update", state: {}, buffer_paths: [["floats"], ["any"]] };
    await fromPage(widget, data, [new Uint8Array(Float32Array.of(2, 3).buffer), Uint8Array.of(1)]);
    expect(widget.get("floats")).toEqual(Float32Array.of(2, 3));
    expect(widget.get("any")).toEqual(Uint8Array.of(1));
  });

  it("sends and hears custom messages with buffers", async () => {
    const widget = counter();
    const heard: unknown[] = [];
    widget.on("msg:custom", (...args) => heard.push(args));
    await fromPage(widget, { method: "custom", content: { a: 1 } }, [Uint8Array.of(1)]);
    expect(heard).toEqual([[{ a: 1 }, [Uint8Array.of(1)]]]);
    widget.send("hello", { buffers: [Uint16Array.of(1)] });
    expect(sent()).toMatchObject([
      { data: { method: "custom", content: "hello" }, buffers: [Uint8Array.of(1, 0)] },
    ]);
  });

  it("calls the other listeners when one fails, and reports the failure", async () => {
    const widget = counter();
    const heard: number[] = [];
    widget.on("count", () => {
      throw new Error("no");
    });
    widget.on("count", (count) => heard.push(count));
    const errors = await fromPage(widget, { method: "update", state: { count: 1 } });
    expect([errors, heard]).toEqual([[new Error("no")], [1]]);
  });

  it("is quiet once closed, by either side", async () => {
    const widget = counter();
    widget.close();
    expect(sent().map(({ event }) => event)).toEqual(["close"]);
    widget.set("count", 1);
    widget.send({});
    expect(sent()).toEqual([]);
    expect(widget.get("count")).toBe(1);
  });

  it.each([
    { data: {} },
    { data: { method: "update" } },
    { data: { method: "update", state: {}, buffer_paths: [["a", "b"], 3, []] } },
    { data: { method: "unknown" } },
  ])("is not hurt by $data", async ({ data }) => {
    const widget = counter();
    expect(await fromPage(widget, data)).toEqual([]);
    expect(widget.state).toEqual({ count: 0, name: "a" });
  });
});
