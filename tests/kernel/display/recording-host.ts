import { afterEach, beforeEach } from "vitest";
import { setHost } from "../../../kernel/display/index.ts";
import type { Output } from "../../../kernel/evaluate/types.ts";

/** Outputs of a test, and what it asked the running cell to wait for. */
export interface Recording {
  readonly outputs: Output[];
  readonly pending: Promise<void>[];
  /** What it asked to be called at the cell's end. */
  readonly last: Set<() => void>;
  /** The displays among the outputs, in order. */
  displays(): readonly Extract<Output, { readonly type: "display" }>[];
}

/** Gives every test of the file a host that records. */
export function recordOutputs(): Recording {
  const outputs: Output[] = [];
  const pending: Promise<void>[] = [];
  const last = new Set<() => void>();
  beforeEach(() => {
    outputs.length = 0;
    pending.length = 0;
    last.clear();
    setHost({
      publish: (output) => outputs.push(output),
      waitFor: (work) => pending.push(work),
      beforeEnd: (work) => last.add(work),
    });
  });
  afterEach(() => setHost(undefined));
  return { outputs, pending, last, displays: () => outputs.filter((o) => o.type === "display") };
}
