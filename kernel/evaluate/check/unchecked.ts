import type { Checker } from "../types.ts";

/**
 * Stands in for the checker where there is none: the first check fails with the reason, so that the
 * reader learns of it once; after it every cell passes.
 */
export function leaveUnchecked(reason: string): Checker {
  let isTold = false;
  return {
    check: async () => {
      if (isTold) return [];
      isTold = true;
      throw new Error(reason);
    },
    commit: () => {},
    reset: () => {},
    complete: async (_code, offset) => ({ items: [], start: offset, end: offset }),
    inspect: async () => undefined,
    dispose: async () => {},
  };
}
