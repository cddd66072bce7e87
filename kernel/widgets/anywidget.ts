import { createHash } from "node:crypto";
import { type InspectOptions, inspect } from "node:util";
import { type Comm, type CommEvent, type CommOptions, comms } from "../comms/index.ts";
import type { MimeBundle } from "../evaluate/types.ts";
import { insertBuffers, likeBefore, splitBuffers } from "./binary.ts";
import { displaySymbol, type Unsubscribe, type Widget, type WidgetOptions } from "./widget.ts";

/** Version of the widgets' message protocol. */
const protocolVersion = "2.1.0";
const viewType = "application/vnd.jupyter.widget-view+json";

/**
 * Makes a widget from a front-end module and a state that the program shares with it.
 *
 * @example
 * const counter = anywidget({
 *   esm: `export default { render({ model, el }) {
 *     el.innerHTML = "<button></button>";
 *     const button = el.querySelector("button");
 *     const draw = () => { button.textContent = model.get("count"); };
 *     button.onclick = () => { model.set("count", model.get("count") + 1); model.save_changes(); };
 *     model.on("change:count", draw);
 *     draw();
 *   } }`,
 *   state: { count: 0 },
 * });
 * counter.on("count", (count) => console.log(count));
 */
export function anywidget<State extends object>(options: WidgetOptions<State>): Widget<State> {
  return new AnyWidget("anywidget", options);
}

type Listener = (...args: never[]) => unknown;
type Changes = readonly (readonly [key: string, value: unknown, previous: unknown])[];

/** A widget whose front end is anywidget's. */
export class AnyWidget<State extends object> implements Widget<State> {
  readonly #name: string;
  readonly #comm: Comm;
  readonly #state: State;
  /** What the page needs beside the state. */
  readonly #model: object;
  readonly #listeners = new Map<PropertyKey, Set<Listener>>();

  /** @param name - What the widget is called in plain text. */
  constructor(name: string, { esm, css = "", state }: WidgetOptions<State>) {
    this.#name = name;
    this.#state = { ...state };
    this.#model = modelOf(esm, css);
    const { buffers, ...data } = splitBuffers({ ...this.#model, ...state });
    const metadata = { version: protocolVersion };
    this.#comm = comms.open("jupyter.widget", { ...data }, { buffers, metadata });
    this.#comm.onMsg((event) => this.#receive(event));
  }

  get id(): string {
    return this.#comm.id;
  }

  get state(): Readonly<State> {
    return { ...this.#state };
  }

  get<Key extends keyof State>(key: Key): State[Key] {
    return this.#state[key];
  }

  set(target: keyof State | Partial<State>, value?: unknown): void {
    const changes = this.#change(typeof target === "object" ? target : { [target]: value });
    if (changes.length === 0) return;
    const changed = Object.fromEntries(changes.map(([key, changedTo]) => [key, changedTo]));
    this.#sendState("update", changed);
    // A listener that fails is reported as an unhandled rejection.
    void this.#tell(changes);
  }

  on(event: PropertyKey, listener: Listener): Unsubscribe {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  send(content: unknown, options?: Pick<CommOptions, "buffers">): void {
    if (this.#comm.isOpen) this.#comm.send({ method: "custom", content }, options);
  }

  close(): void {
    this.#comm.close();
  }

  [displaySymbol](): MimeBundle {
    return { [viewType]: { version_major: 2, version_minor: 1, model_id: this.id } };
  }

  [inspect.custom](_depth: number, options: InspectOptions): string {
    return `${this.#name} ${inspect(this.#state, options)}`;
  }

  async #receive({ data, buffers }: CommEvent): Promise<void> {
    if (data["method"] === "update") {
      const { state, buffer_paths: paths } = data;
      if (typeof state !== "object" || state === null) return;
      insertBuffers(state, Array.isArray(paths) ? paths : [], buffers);
      // The page holds back what others change until it has heard of its own change.
      this.#sendState("echo_update", state);
      await this.#tell(this.#change(state));
    } else if (data["method"] === "request_state") {
      this.#sendState("update", { ...this.#model, ...this.#state });
    } else if (data["method"] === "custom") {
      await this.#call("msg:custom", data["content"], buffers);
    }
  }

  #sendState(method: "update" | "echo_update", changed: object): void {
    if (!this.#comm.isOpen) return;
    const { buffers, ...data } = splitBuffers(changed);
    this.#comm.send({ method, ...data }, { buffers });
  }

  /** Takes over new values; objects may have changed inside and always count as new. */
  #change(values: object): Changes {
    const changes = Object.entries(values).map(([key, value]) => {
      const previous: unknown = Reflect.get(this.#state, key);
      return [key, likeBefore(value, previous), previous] as const;
    });
    const real = changes.filter(([, value, previous]) => {
      return (typeof value === "object" && value !== null) || !Object.is(value, previous);
    });
    for (const [key, value] of real) Reflect.set(this.#state, key, value);
    return real;
  }

  async #tell(changes: Changes): Promise<void> {
    const told = changes.map(([key, value, previous]) => this.#call(key, value, previous));
    await Promise.all(changes.length === 0 ? told : [...told, this.#call("change", this.state)]);
  }

  /** Calls every listener, also when one fails; then fails as the first that did. */
  async #call(event: string, ...args: readonly unknown[]): Promise<void> {
    const listeners = [...(this.#listeners.get(event) ?? [])];
    await Promise.all(listeners.map(async (listener) => Reflect.apply(listener, undefined, args)));
  }
}

function modelOf(esm: string, css: string): object {
  // Widgets with the same text share one style sheet in the page.
  const id = createHash("sha256").update(esm).update(css).digest("hex").slice(0, 16);
  return {
    _model_module: "anywidget",
    _model_module_version: "*",
    _model_name: "AnyModel",
    _view_module: "anywidget",
    _view_module_version: "*",
    _view_name: "AnyView",
    _anywidget_id: `triptych-${id}`,
    _esm: esm,
    _css: css,
  };
}
