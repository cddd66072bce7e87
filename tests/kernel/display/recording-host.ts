import { afterEach, beforeEach } from "vitest";
import { setHost } from "../../../kernel/display/index.ts";
import type { Output } from "../../../kernel/evaluate/types.ts";

/** Outputs of a test, and what it asked the running cell to wait for. */
export interface Recording {
  readonly outputs: Output[];
  readonly pending: Promise<void>[];
  /** The displays among the outputs, in order. */
  displays(): readonly Extract<Output, { readonly type: "display" }>[];
}

/** Gives every test of the file a host that records. */
export function recordOutputs(): Recording {
  const outputs: Output[] = [];
  const pending: Promise<void>[] = [];
  beforeEach(() => {
    outputs.length = 0;
    pending.length = 0;
    setHost({
      publish: (output) => outputs.push(output),
      waitFor: (work) => pending.push(work),
    });
  });
  afterEach(() => setHost(undefined));
  return { outputs, pending, displays: () => outputs.filter((o) => o.type === "display") };
}
