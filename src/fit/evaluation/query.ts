import type { ChatMessage } from "../../lm/index.ts";
import type { CuedExample } from "../cued-example.ts";
import { type FocusType, focusLabel } from "../instructions.ts";
import { focusMessages, writeLabel } from "../prompt.ts";
import type { FocusTask } from "../task.ts";

/** A question to a model and the answer that its instruction asks for. */
export interface FocusQuery {
  readonly example: CuedExample;
  readonly type: FocusType;
  /** The focus sentence; empty for none. */
  readonly phrase: string;
  /** The prompt: system and user message, with earlier turns between them under few-shot. */
  readonly messages: readonly ChatMessage[];
  /** The right answer: `y_focus`, in training on true labels `y`. */
  readonly label: string;
  /** The labels to choose from. */
  readonly labels: readonly string[];
  /** What the model writes for each of the labels. */
  readonly answers: readonly string[];
}

/** What a model answered. */
export interface Prediction {
  readonly query: FocusQuery;
  /** The label of the largest log-probability. */
  readonly restricted: string;
  /** Log-probability of each label's tokens in nats, summed. */
  readonly logProbabilities: Readonly<Record<string, number>>;
  /** The text of greedy decoding; absent where it is no answer and was not written out. */
  readonly greedy?: string | undefined;
}

/** Asks for one example under one instruction. */
export function createQuery(
  task: FocusTask,
  example: CuedExample,
  { type, phrase }: { readonly type: FocusType; readonly phrase: string },
): FocusQuery {
  return {
    example,
    type,
    phrase,
    messages: focusMessages(task, example, phrase),
    label: focusLabel(type, example),
    labels: task.labels,
    answers: task.labels.map((label) => writeLabel(task, example, label)),
  };
}
