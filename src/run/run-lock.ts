import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { ConfigError, hasCode } from "../core/errors.ts";

const ownerSchema = z.strictObject({ host: z.string(), pid: z.int().positive() });

/**
 * Keeps a run directory for this process, so that its results have one writer. What a process that
 * was killed left is taken over.
 *
 * @returns Gives it back, once.
 * @throws {ConfigError} If a process that runs, or one of another machine, has it.
 */
export async function lockRun(output: string): Promise<() => void> {
  const path = join(output, "lock");
  await mkdir(output, { recursive: true });
  inTurn(output, `${path}.turn`, () => {
    const owner = ownerOf(path);
    if (owner !== undefined && isAlive(owner)) {
      throw new ConfigError(
        `${output} must be free, got one that process ${owner.pid} on ${owner.host} writes to. Wait for it; if it has ended, delete ${path}.`,
      );
    }
    writeFileSync(path, JSON.stringify({ host: hostname(), pid: process.pid }));
  });
  let isHeld = true;
  return () => {
    if (isHeld) rmSync(path, { force: true });
    isHeld = false;
  };
}

/** Lets one process at a time look at a lock and take it: else two that start at once both find it free. */
function inTurn(output: string, turn: string, take: () => void): void {
  try {
    writeFileSync(turn, "", { flag: "wx" });
  } catch (cause) {
    if (!hasCode(cause, "EEXIST")) throw cause;
    throw new ConfigError(
      `${output} must be free, got one that another process takes now. Wait for it; if there is none, delete ${turn}.`,
      { cause },
    );
  }
  try {
    take();
  } finally {
    rmSync(turn, { force: true });
  }
}

/** Whether a process writes to a run directory now. */
export function isLocked(output: string): boolean {
  const owner = ownerOf(join(output, "lock"));
  return owner !== undefined && isAlive(owner);
}

type Owner = z.output<typeof ownerSchema>;

function ownerOf(path: string): Owner | undefined {
  try {
    return ownerSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    return undefined; // none, or one that was not written to the end
  }
}

function isAlive({ host, pid }: Owner): boolean {
  if (host !== hostname()) return true; // not to be known from here
  try {
    process.kill(pid, 0);
    return !hasEnded(pid);
  } catch (error) {
    return hasCode(error, "EPERM");
  }
}

/** Whether a process has ended and nobody has asked how: in a container that may be so for good. */
function hasEnded(pid: number): boolean {
  try {
    return /\) Z [^)]*$/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false; // not Linux
  }
}
