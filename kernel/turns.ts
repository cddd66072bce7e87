/** Runs tasks one at a time, in the order in which they ask; one that fails stops no other. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();
  #open = 0;

  /** True while a task runs or waits. */
  get isBusy(): boolean {
    return this.#open > 0;
  }

  /** Runs a task after those that asked before. */
  take<Result>(task: () => Promise<Result>): Promise<Result> {
    this.#open += 1;
    const result = this.#last.then(task).finally(() => {
      this.#open -= 1;
    });
    this.#last = result.catch(() => {});
    return result;
  }
}
