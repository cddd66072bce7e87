import type { CommOptions } from "../comms/index.ts";
import type { MimeBundle } from "../evaluate/types.ts";

/** The symbol of the method by which a value tells its rich form. */
export const displaySymbol: unique symbol = Symbol.for("Jupyter.display");

/** What a widget is made of. */
export interface WidgetOptions<State extends object> {
  /**
   * The module that runs in the page, as text, by anywidget's front-end standard: its default export
   * is `{ initialize({ model }), render({ model, el }) }`, both optional. Typed arrays of the state
   * are `DataView`s there.
   */
  readonly esm: string;
  /** Style sheet for what the module draws. */
  readonly css?: string;
  /** What program and page share: JSON values, typed arrays and array buffers. */
  readonly state: State;
}

/** Takes back what made it: the listener is called no more. */
export type Unsubscribe = () => void;

/**
 * A state that the program and the page share, and its view: as a cell's last value, or by `display`,
 * it is drawn. Changes go both ways, also while a cell awaits.
 */
export interface Widget<State extends object> {
  /** The model's id in the page. */
  readonly id: string;
  /** A copy of the whole state. */
  readonly state: Readonly<State>;
  get<Key extends keyof State>(key: Key): State[Key];
  /** Changes the state here and in the page, and calls the listeners if there is a change. */
  set<Key extends keyof State>(key: Key, value: State[Key]): void;
  set(changes: Partial<State>): void;
  /** Calls `listener` when `key` changes, whoever changes it. */
  on<Key extends keyof State>(
    key: Key,
    listener: (value: State[Key], previous: State[Key]) => unknown,
  ): Unsubscribe;
  /** Calls `listener` once for each change of the state, however many keys it has. */
  on(event: "change", listener: (state: Readonly<State>) => unknown): Unsubscribe;
  /** Calls `listener` for each message that the page's module sends with `model.send`. */
  on(
    event: "msg:custom",
    listener: (content: unknown, buffers: readonly Uint8Array[]) => unknown,
  ): Unsubscribe;
  /** Sends a message to the page's module, which hears it by `model.on("msg:custom", ...)`. */
  send(content: unknown, options?: Pick<CommOptions, "buffers">): void;
  /** Takes the widget off the page. */
  close(): void;
  [displaySymbol](): MimeBundle;
}
