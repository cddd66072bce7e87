/** Who is responsible for what happens: a task, and all that it set going. */
export interface Owner {
  readonly cell: string;
  /** Aborted by an interrupt: timers of the owner no longer fire. */
  readonly stop: AbortController;
}

let current: Owner | undefined;

/** The owner of what runs now; undefined before the first cell. */
export function currentOwner(): Owner | undefined {
  return current;
}

/** Makes `owner` responsible from now on. */
export function setOwner(owner: Owner | undefined): void {
  current = owner;
}
