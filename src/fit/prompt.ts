import type { ChatMessage } from "../lm/index.ts";
import type { CuedExample } from "./cued-example.ts";
import { type FocusType, focusLabel } from "./instructions.ts";
import type { FocusExample, FocusTask } from "./task.ts";

/**
 * Writes the prompt of an example: the task and the focus sentence as the system message, the input
 * as the user's. All texts under one phrase share the prompt's start. The paper's order and
 * separators were not at hand; these are ours.
 *
 * @param phrase - The focus sentence; empty for none.
 */
export function focusMessages(
  task: FocusTask,
  example: FocusExample,
  phrase: string,
): readonly ChatMessage[] {
  return [systemMessage(task, phrase), { role: "user", content: task.render(example) }];
}

/** Writes a label as the model is to answer it. */
export function writeLabel(task: FocusTask, example: FocusExample, label: string): string {
  return task.answer?.(example, label) ?? label;
}

/** The examples that stand before a query, and how it asks. */
export interface FewShotPrompt {
  /** Solved examples, answered as `type` asks. */
  readonly shots: readonly CuedExample[];
  readonly type: FocusType;
  readonly phrase: string;
}

/** Writes a prompt whose earlier turns are solved examples of the same kind of instruction. */
export function fewShotMessages(
  task: FocusTask,
  example: FocusExample,
  { shots, type, phrase }: FewShotPrompt,
): readonly ChatMessage[] {
  const turns = shots.flatMap((shot): ChatMessage[] => [
    { role: "user", content: task.render(shot) },
    { role: "assistant", content: writeLabel(task, shot, focusLabel(type, shot)) },
  ]);
  const [system, ...query] = focusMessages(task, example, phrase);
  return system === undefined ? query : [system, ...turns, ...query];
}

function systemMessage(task: FocusTask, phrase: string): ChatMessage {
  const content = phrase === "" ? task.instruction : `${task.instruction} ${phrase}`;
  return { role: "system", content };
}
