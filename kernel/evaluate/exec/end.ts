/** What the main thread tells the control thread when the process must end. */
export interface End {
  readonly type: "end";
}

/**
 * Ends this process and all it started, at once. For the control thread: in the main thread an exit,
 * and a signal to oneself, too, first wait for the control thread's inspector session.
 */
export function endProcessGroup(): void {
  process.kill(-process.pid, "SIGKILL");
}

let tellControl: (message: End) => void = () => {};

/** Says how the main thread reaches the control thread. */
export function setEndListener(listener: (message: End) => void): void {
  tellControl = listener;
}

/** Milliseconds that the control thread gets to end the process. */
const patience = 1000;

/**
 * Has the control thread end the process; does not return. Where that thread could not start (the
 * notebook's folder is gone), it has no inspector session that the main thread would wait for.
 */
export function endFromMainThread(): never {
  tellControl({ type: "end" });
  for (;;) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, patience);
    endProcessGroup();
  }
}
