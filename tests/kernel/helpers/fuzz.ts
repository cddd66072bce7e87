/** One message of a fuzz run: what follows the delimiter, and whether it is signed. */
export interface FuzzMessage {
  readonly channel: "shell" | "control" | "stdin";
  /** Frames from the header on when signed, else all of them. */
  readonly frames: readonly Uint8Array[];
  readonly isSigned: boolean;
}

const types = [
  "kernel_info_request",
  "execute_request",
  "complete_request",
  "inspect_request",
  "is_complete_request",
  "history_request",
  "comm_info_request",
  "comm_open",
  "comm_msg",
  "comm_close",
  "interrupt_request",
  "create_subshell_request",
  "delete_subshell_request",
  "list_subshell_request",
  "debug_request",
  "input_reply",
  "no_such_request",
  "",
];
const fields = [
  "code",
  "cursor_pos",
  "detail_level",
  "silent",
  "store_history",
  "user_expressions",
  "allow_stdin",
  "stop_on_error",
  "hist_access_type",
  "session",
  "start",
  "stop",
  "n",
  "pattern",
  "unique",
  "output",
  "comm_id",
  "target_name",
  "data",
  "subshell_id",
  "restart",
  "value",
  "command",
  "arguments",
  "__proto__",
  "toString",
];

/** Numbers in `[0, 1)`, the same for the same seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Makes random and mutated messages; none of them asks for the kernel's end. */
export class Fuzzer {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = randomNumbers(seed);
  }

  next(): FuzzMessage {
    const channel = this.#pick(["shell", "control", "stdin"] as const);
    const kind = this.#below(10);
    if (kind === 0) return { channel, frames: this.#noise(this.#below(9)), isSigned: false };
    const frames = this.#message();
    if (kind <= 6) return { channel, frames, isSigned: true };
    if (kind <= 8) return { channel, frames: this.#mutate(frames), isSigned: true };
    const whole = [Buffer.from("<IDS|MSG>"), Buffer.from("0".repeat(64)), ...frames];
    return { channel, frames: this.#mutate(whole), isSigned: false };
  }

  /** Header, parent header, metadata, content, and now and then buffers. */
  #message(): Uint8Array[] {
    const header = {
      msg_id: this.#chance() ? `fuzz ${this.#random()}` : this.#value(2),
      msg_type: this.#pick(types),
      ...(this.#below(8) === 0 ? { subshell_id: this.#value(1) } : {}),
      ...(this.#below(8) === 0 ? this.#object(2) : {}),
    };
    const parts = [header, this.#object(1), this.#object(1), this.#content()];
    const frames = parts.map((part): Uint8Array => Buffer.from(JSON.stringify(part)));
    if (this.#below(20) === 0) frames[this.#below(4)] = nested(this.#below(20_000));
    return [...frames, ...this.#noise(this.#below(2))];
  }

  #content(): Record<string, unknown> {
    const names = Array.from({ length: this.#below(8) }, () => this.#pick(fields));
    return Object.fromEntries(names.map((name) => [name, this.#value(3)]));
  }

  #value(depth: number): unknown {
    switch (this.#below(depth > 0 ? 12 : 10)) {
      case 0:
        return null;
      case 1:
        return this.#chance();
      case 2:
        return this.#pick([0, -1, 1e308, -1e308, 2 ** 53, 0.5, -0.5, 1e-300]);
      case 3:
        return Math.floor(this.#random() * 100);
      case 4:
        return this.#pick(["tail", "range", "search", "request", "initialize", "evaluate"]);
      case 5:
        return this.#pick(["*".repeat(30), "*a".repeat(30), "[!", "[z-a]", "[", "\\", "?"]);
      case 6:
        return this.#pick(["\ud800", "😀", "\u0000", "a".repeat(5000), "__proto__", "%types x"]);
      case 7:
        return String.fromCharCode(...Array.from({ length: 8 }, () => this.#below(65_536)));
      case 8:
        return this.#pick(["print x", "throw E", "result 1", "exit", "ask a", "console."]);
      case 9:
        return "";
      case 10:
        return Array.from({ length: this.#below(4) }, () => this.#value(depth - 1));
      default:
        return this.#object(depth - 1);
    }
  }

  #object(depth: number): Record<string, unknown> {
    const names = Array.from({ length: this.#below(4) }, () => this.#pick(fields));
    return Object.fromEntries(names.map((name) => [name, this.#value(depth)]));
  }

  /** Drops, doubles, swaps, cuts or changes a frame. */
  #mutate(frames: readonly Uint8Array[]): Uint8Array[] {
    const at = this.#below(frames.length);
    const frame = Buffer.from(frames[at] ?? []);
    switch (this.#below(5)) {
      case 0:
        return frames.filter((_, index) => index !== at);
      case 1:
        return frames.flatMap((other, index) => (index === at ? [other, other] : [other]));
      case 2:
        return frames.toReversed();
      case 3:
        return frames.with(at, frame.subarray(0, this.#below(frame.length + 1)));
      default:
        if (frame.length > 0) frame[this.#below(frame.length)] = this.#below(256);
        return frames.with(at, frame);
    }
  }

  #noise(count: number): Uint8Array[] {
    return Array.from({ length: count }, () =>
      Uint8Array.from({ length: this.#below(200) }, () => this.#below(256)),
    );
  }

  #pick<T>(values: readonly [T, ...T[]] | readonly T[]): T {
    return values[this.#below(values.length)] as T;
  }

  #below(end: number): number {
    return Math.floor(this.#random() * end);
  }

  #chance(): boolean {
    return this.#random() < 0.5;
  }
}

/** An object in an object in an object; writing it anew may need more stack than there is. */
function nested(depth: number): Buffer {
  return Buffer.from(`${'{"msg_type":"execute_request","a":'.repeat(depth)}{}${"}".repeat(depth)}`);
}
