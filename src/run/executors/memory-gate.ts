import { readFileSync } from "node:fs";
import { freemem } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

const POLL = 500; // ms
const SETTLE = 10_000; // ms until the first trial tells what one takes

/** What is known of this machine's memory, bytes. */
export interface Memory {
  /** What processes can still take. */
  available(): number;
  /** What a process takes now and took at most; `undefined` if that can not be known. */
  residentOf(pid: number): { readonly now: number; readonly peak: number } | undefined;
}

/** The operating system's word. */
export const thisMachine: Memory = {
  available: freemem, // on Linux what is available, not what is unused
  residentOf: (pid) => {
    try {
      const status = readFileSync(`/proc/${pid}/status`, "utf8");
      const kibibytes = (name: string) =>
        1024 * Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0);
      return { now: kibibytes("VmRSS"), peak: kibibytes("VmHWM") };
    } catch {
      return undefined; // it has ended, or this is not Linux
    }
  },
};

/** The place of a process that runs. */
interface Place {
  setPid(pid: number | undefined): void;
  leave(): void;
}

/** Lets processes start while there is memory for them. */
export interface MemoryGate {
  /** Waits until one more may start. @throws The signal's reason, once it is aborted. */
  enter(signal: AbortSignal): Promise<Place>;
  /** Takes the most that a process had, bytes. */
  observe(peak: number): void;
}

/**
 * Makes a gate for processes that take about the same. What one takes is as declared, or what the last
 * that ended took, or the most that a running one has taken; what the running ones have not yet taken
 * is kept for them. When none runs, one may start.
 */
export function createMemoryGate(options: {
  readonly declared?: number | undefined;
  readonly machine?: Memory | undefined;
}): MemoryGate {
  const { declared, machine = thisMachine } = options;
  const running = new Set<{ pid: number | undefined; readonly started: number }>();
  let observed: number | undefined;

  const admits = (): boolean => {
    if (running.size === 0) return true;
    const processes = [...running].map(({ pid }) =>
      pid === undefined ? undefined : machine.residentOf(pid),
    );
    const known = declared ?? observed;
    const newest = Math.max(...[...running].map(({ started }) => started));
    if (known === undefined && performance.now() - newest < SETTLE) return false;
    const need = known ?? Math.max(...processes.map((process) => process?.peak ?? 0));
    const kept = processes.reduce(
      (sum, process) => sum + Math.max(0, need - (process?.now ?? 0)),
      0,
    );
    return machine.available() - kept >= need;
  };

  return {
    enter: async (signal) => {
      signal.throwIfAborted();
      while (!admits()) {
        await sleep(POLL);
        signal.throwIfAborted();
      }
      const process = { pid: undefined as number | undefined, started: performance.now() };
      running.add(process);
      return {
        setPid: (pid) => {
          process.pid = pid;
        },
        leave: () => void running.delete(process),
      };
    },
    observe: (peak) => {
      observed = peak;
    },
  };
}
