/**
 * Calls `onGone` once when the process that owns this kernel has ended, as `JPY_PARENT_PID` names it.
 * Looks once a second and keeps no process alive.
 */
export function watchParent(environment: NodeJS.ProcessEnv, onGone: () => void): void {
  const { JPY_PARENT_PID } = environment;
  const owner = Number(JPY_PARENT_PID);
  if (!Number.isInteger(owner) || owner <= 1) return;
  // A direct child also learns it from its adoption, which no reuse of the number can hide.
  const isChild = process.ppid === owner;
  const timer = setInterval(() => {
    if (isChild ? process.ppid === owner : isRunning(owner)) return;
    clearInterval(timer);
    onGone();
  }, 1000);
  timer.unref();
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, but as another user.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
