import type { Debugger, Runtime } from "node:inspector";
import type { Session } from "node:inspector/promises";
import { type Frame, framesOf, isUserPlace } from "./frames.ts";
import { DebugError } from "./protocol.ts";
import type { Scripts } from "./scripts.ts";

/** A step as DAP names it. */
export type Step = "next" | "stepIn" | "stepOut";

const engineSteps = {
  next: "Debugger.stepOver",
  stepIn: "Debugger.stepInto",
  stepOut: "Debugger.stepOut",
} as const;

/** Why the program stands still, in DAP's words. */
type StopReason = "breakpoint" | "exception" | "pause" | "step";

/** What the owner is told. */
interface StopListener {
  /** The engine waits before it runs a script: what must be done first. */
  beforeScript(): Promise<void>;
  onStop(stop: Stop): void;
  onContinue(): void;
}

/** The program, standing still. */
export interface Stop {
  readonly reason: StopReason;
  readonly frames: readonly Frame[];
  /** What was thrown, if that is why it stands still. */
  readonly exception: Runtime.RemoteObject | undefined;
}

/** Follows where the program stands still, and lets it go on. */
export class Stops {
  readonly #session: Session;
  readonly #scripts: Scripts;
  readonly #listener: StopListener;
  #current: Stop | undefined;
  /** Whether the engine stands still, be it in code that the user does not see. */
  #isPaused: boolean = false;
  #step: Step | undefined;
  #isPauseAsked: boolean = false;

  constructor(session: Session, scripts: Scripts, listener: StopListener) {
    this.#session = session;
    this.#scripts = scripts;
    this.#listener = listener;
    session.on("Debugger.paused", ({ params }) => {
      this.#paused(params).catch(() => {}); // It was let go meanwhile.
    });
    session.on("Debugger.resumed", () => this.#resumed());
  }

  get current(): Stop | undefined {
    return this.#current;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** @throws {DebugError} If the program runs, or the frame is none. */
  frame(id: number): Frame {
    const frame = this.#current?.frames.find((candidate) => candidate.id === id);
    if (frame !== undefined) return frame;
    throw new DebugError(`frameId: a frame of the present stop is required, got ${id}`);
  }

  async step(step: Step): Promise<void> {
    if (this.#current === undefined) {
      throw new DebugError(`${step}: a program that stands still is required, got a running one`);
    }
    this.#step = step;
    await this.#session.post(engineSteps[step]);
  }

  /** Goes on, if the program stands still. */
  async resume(): Promise<void> {
    this.#step = undefined;
    if (this.#isPaused) await this.#session.post("Debugger.resume");
  }

  /** Stops at the next statement of the user. */
  async pause(): Promise<void> {
    this.#isPauseAsked = true;
    await this.#session.post("Debugger.pause");
  }

  async #paused(params: Debugger.PausedEventDataType): Promise<void> {
    this.#isPaused = true;
    const { reason, callFrames, hitBreakpoints = [], data } = params;
    if (reason === "instrumentation") {
      await this.#listener.beforeScript();
      if (this.#isPaused) await this.#session.post("Debugger.resume");
      return;
    }
    const isThrow = reason === "exception" || reason === "promiseRejection";
    // Text of ours, before or after the user's: go on the same way.
    if (!isUserPlace(callFrames[0], this.#scripts) && !isThrow) {
      const step = this.#isPauseAsked ? "stepIn" : this.#step;
      if (step === undefined) await this.resume();
      else await this.#session.post(engineSteps[step]);
      return;
    }
    const frames = framesOf(callFrames, this.#scripts);
    const isStep = hitBreakpoints.length === 0 && this.#step !== undefined;
    const pause = this.#isPauseAsked && hitBreakpoints.length === 0 ? "pause" : "breakpoint";
    this.#current = {
      reason: isThrow ? "exception" : isStep ? "step" : pause,
      frames,
      // The engine hands over the thrown value.
      exception: isThrow ? (data as Runtime.RemoteObject | undefined) : undefined,
    };
    this.#step = undefined;
    this.#isPauseAsked = false;
    this.#listener.onStop(this.#current);
  }

  #resumed(): void {
    this.#isPaused = false;
    if (this.#current === undefined) return;
    this.#current = undefined;
    this.#listener.onContinue();
  }
}
