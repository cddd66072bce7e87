import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers";
import timersPromises from "node:timers/promises";
import { promisify } from "node:util";
import { currentOwner, setOwner } from "./owner.ts";

type Callback = (...args: unknown[]) => void;

/**
 * Makes timers remember the cell that set them: what they print is that cell's, and none of them
 * fires once the cell was interrupted.
 */
export function installTimers(): void {
  const original = { ...timers };
  const promised = promisedTimers(original, { ...timersPromises });
  const callbacks = {
    setTimeout: Object.assign(
      (callback: unknown, ...rest: [number?, ...unknown[]]) =>
        original.setTimeout(owned(callback), ...rest),
      { [promisify.custom]: promised.setTimeout },
    ),
    setInterval: (callback: unknown, ...rest: [number?, ...unknown[]]) => {
      const stop = () => original.clearInterval(handle);
      const handle = original.setInterval(owned(callback, stop), ...rest);
      return handle;
    },
    setImmediate: Object.assign(
      (callback: unknown, ...rest: unknown[]) => original.setImmediate(owned(callback), ...rest),
      { [promisify.custom]: promised.setImmediate },
    ),
  };
  Object.assign(globalThis, callbacks);
  Object.assign(timers, callbacks);
  Object.assign(timersPromises, promised);
  Object.assign(timersPromises.scheduler, {
    wait: (delay: number, options?: object) => promised.setTimeout(delay, undefined, options),
    yield: () => promised.setImmediate(),
  });
  syncBuiltinESMExports();
}

/** The timers of `node:timers/promises`; with options (a signal) they are Node's own. */
function promisedTimers(callbacks: typeof timers, promises: typeof timersPromises) {
  const setTimeout = <T>(delay?: number, value?: T, options?: object) =>
    options === undefined
      ? new Promise((resolve) => {
          callbacks.setTimeout(owned(resolve), delay, value);
        })
      : promises.setTimeout(delay, value, options);
  const setImmediate = <T>(value?: T, options?: object) =>
    options === undefined
      ? new Promise((resolve) => {
          callbacks.setImmediate(owned(resolve), value);
        })
      : promises.setImmediate(value, options);
  async function* setInterval<T>(delay?: number, value?: T, options?: object) {
    if (options !== undefined) yield* promises.setInterval(delay, value, options);
    for (;;) yield await setTimeout(delay, value);
  }
  return { setTimeout, setImmediate, setInterval };
}

/** `callback` in the name of the cell that runs now, and not at all once that cell was stopped. */
function owned(callback: unknown, onStopped: () => void = () => {}): Callback {
  // Not a function: Node says what is wrong with it.
  if (typeof callback !== "function") return callback as Callback;
  const owner = currentOwner();
  return function (this: unknown, ...args) {
    if (owner?.stop.signal.aborted === true) {
      onStopped();
      return;
    }
    const previous = currentOwner();
    setOwner(owner);
    try {
      Reflect.apply(callback, this, args);
    } finally {
      setOwner(previous);
    }
  };
}
