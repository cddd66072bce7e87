/** Who is responsible for what happens: a task, and all that it set going. */
export interface Owner {
  readonly cell: string;
  /** Set by an interrupt: timers of the owner no longer fire. */
  stopped: boolean;
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
