import { join } from "node:path";
import type { LanguageServer } from "./server.ts";

/**
 * The documents of the cells that ran. A document that is new to the server costs it 10 ms, so one
 * waits until a text that rests on it is asked about, or until there is time.
 */
export class CellDocuments {
  readonly #server: Pick<LanguageServer, "write" | "close">;
  readonly #cwd: string;
  /** File name to text. */
  readonly #waiting = new Map<string, string>();

  constructor(server: Pick<LanguageServer, "write" | "close">, cwd: string) {
    this.#server = server;
    this.#cwd = cwd;
  }

  /** File names of those that the server has not seen. */
  get waiting(): readonly string[] {
    return [...this.#waiting.keys()];
  }

  add(file: string, text: string): void {
    this.#waiting.set(file, text);
  }

  /** Shows the server those of `files` that wait. */
  open(files: Iterable<string>): void {
    for (const file of files) {
      const text = this.#waiting.get(file);
      if (text === undefined) continue;
      this.#waiting.delete(file);
      this.#server.write(join(this.#cwd, file), text);
    }
  }

  remove(files: Iterable<string>): void {
    for (const file of files) {
      if (!this.#waiting.delete(file)) this.#server.close(join(this.#cwd, file));
    }
  }
}
