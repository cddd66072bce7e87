/** The part of a ZeroMQ socket that a queue needs. */
export interface FrameSink {
  send(frames: Uint8Array[]): Promise<void>;
}

/** What a queue tells its owner. */
export interface SendQueueOptions {
  /** A message could not be sent; the next ones are still tried. */
  readonly onError: (error: unknown) => void;
  /** True when more than `highWater` messages wait, false when at most a quarter of it does. */
  readonly onPressure?: (high: boolean) => void;
  /** Messages; default 256. */
  readonly highWater?: number;
}

/** Sends messages one after the other: a ZeroMQ socket takes one send at a time. */
export class SendQueue {
  readonly #sink: FrameSink;
  readonly #options: SendQueueOptions;
  readonly #highWater: number;
  readonly #waiting: Uint8Array[][] = [];
  #draining: Promise<void> | undefined;
  #pressed: boolean = false;

  constructor(sink: FrameSink, options: SendQueueOptions) {
    this.#sink = sink;
    this.#options = options;
    this.#highWater = options.highWater ?? 256;
  }

  push(frames: Uint8Array[]): void {
    this.#waiting.push(frames);
    this.#notePressure();
    this.#draining ??= this.#drain();
  }

  /** Resolves when all that was pushed has been handed to the socket. */
  async drained(): Promise<void> {
    await this.#draining;
  }

  async #drain(): Promise<void> {
    let frames = this.#waiting.shift();
    while (frames !== undefined) {
      try {
        await this.#sink.send(frames);
      } catch (error) {
        this.#options.onError(error);
      }
      this.#notePressure();
      frames = this.#waiting.shift();
    }
    this.#draining = undefined;
  }

  #notePressure(): void {
    const { length } = this.#waiting;
    const pressed = length > (this.#pressed ? this.#highWater / 4 : this.#highWater);
    if (pressed === this.#pressed) return;
    this.#pressed = pressed;
    this.#options.onPressure?.(pressed);
  }
}
