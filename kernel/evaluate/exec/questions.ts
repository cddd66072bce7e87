import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import type { Answer, Question } from "../types.ts";
import type { AnswerMessage, AnswerWay } from "./control-messages.ts";
import { send } from "./output-pipe.ts";
import { currentOwner } from "./owner.ts";

/**
 * The questions of the program to the user. The control thread delivers the answers, so that the
 * main thread may stand still for one; an interrupt ends that wait like any other.
 */
export class Questions {
  readonly #port: AnswerWay["port"];
  readonly #count = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  readonly #pending = new Map<number, (answer: Answer) => void>();
  #latest = 0;

  /** @param connect - Hands the control thread its end. */
  constructor(connect: (way: AnswerWay) => void) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.on("message", (message: AnswerMessage) => this.#settle(message));
    connect({ type: "answers", port: port2, count: this.#count });
  }

  ask(question: Question): Promise<Answer> {
    return new Promise((resolve) => {
      this.#pending.set(this.#send(question), resolve);
    });
  }

  askAndWait(question: Question): Answer {
    let found: Answer | undefined;
    this.#pending.set(this.#send(question), (answer) => {
      found = answer;
    });
    for (;;) {
      const seen = Atomics.load(this.#count, 0);
      this.#takeWaiting();
      if (found !== undefined) return found;
      Atomics.wait(this.#count, 0, seen);
    }
  }

  #send(question: Question): number {
    this.#latest += 1;
    const output = { type: "question", id: this.#latest, ...question } as const;
    send({ type: "output", cell: currentOwner()?.cell, output });
    return this.#latest;
  }

  #takeWaiting(): void {
    let received = receiveMessageOnPort(this.#port);
    while (received !== undefined) {
      this.#settle(received.message);
      received = receiveMessageOnPort(this.#port);
    }
  }

  #settle({ id, answer }: AnswerMessage): void {
    this.#pending.get(id)?.(answer);
    this.#pending.delete(id);
  }
}
