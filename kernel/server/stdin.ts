import type { Answer, Question } from "../evaluate/types.ts";
import {
  type Codec,
  type Message,
  type OutgoingMessage,
  readBoolean,
  readString,
} from "../wire/index.ts";

/** What input is asked through. */
export interface StdinOptions {
  readonly codec: Codec;
  readonly send: (frames: Uint8Array[]) => void;
  /** Answers a question of the program. */
  readonly answer: (id: number, answer: Answer) => void;
}

interface Waiting extends Question {
  readonly id: number;
}

/**
 * Asks the client whose cell runs for input, one question at a time. Questions end with their cell:
 * what is typed after an interrupt answers no later one.
 */
export class Stdin {
  readonly #options: StdinOptions;
  /** The execute_request whose cell runs. */
  #request: Message | undefined;
  /** Its questions that wait; the first one was sent. */
  #questions: Waiting[] = [];
  #sent: number = 0;

  constructor(options: StdinOptions) {
    this.#options = options;
  }

  /** Lets the cell of this request ask. */
  open(request: Message): void {
    this.#request = request;
  }

  /** The cell has ended. */
  close(): void {
    this.#request = undefined;
    this.#questions = [];
  }

  /** @param owner - Header of the request whose cell asks. */
  ask(question: Waiting, owner: unknown): void {
    const refusal = this.#refusal(owner);
    if (refusal !== undefined) {
      this.#options.answer(question.id, { refusal });
      return;
    }
    this.#questions.push(question);
    if (this.#questions.length === 1) this.#sendFirst();
  }

  /** Takes an input_reply; one that nobody waits for is dropped. */
  take({ header, parentHeader, content }: Message): void {
    const [question] = this.#questions;
    if (header.msg_type !== "input_reply" || question === undefined) return;
    // Older clients name no parent, or the cell's.
    const parent = parentHeader["msg_id"] ?? this.#messageId();
    if (parent !== this.#messageId() && parent !== this.#request?.header["msg_id"]) return;
    this.#questions.shift();
    this.#options.answer(question.id, { value: readString(content, "value", "") });
    this.#sendFirst();
  }

  #refusal(owner: unknown): string | undefined {
    const request = this.#request;
    if (request === undefined || request.header !== owner) {
      return "a running cell is required, got one that has ended. Await what asks.";
    }
    if (readBoolean(request.content, "allow_stdin", false)) return undefined;
    return "a front end that takes input is required, got allow_stdin false. Run the cell in JupyterLab or a console.";
  }

  #sendFirst(): void {
    const [question] = this.#questions;
    if (question === undefined || this.#request === undefined) return;
    this.#sent += 1;
    const { text, password } = question;
    const message: OutgoingMessage = {
      id: this.#messageId(),
      identities: this.#request.identities,
      type: "input_request",
      content: { prompt: text, password },
      parentHeader: this.#request.header,
    };
    this.#options.send(this.#options.codec.encode(message));
  }

  /** Of the latest input_request. */
  #messageId(): string {
    return `${this.#options.codec.session}_input_${this.#sent}`;
  }
}
