import { join } from "node:path";
import { Turns } from "../../turns.ts";
import type { CompletionList, RichOutput } from "../types.ts";
import { type CompletionContext, chooseCandidates, toList } from "./completion.ts";
import { cellFile, typedCell } from "./config.ts";
import { fromHover, fromSignatureHelp } from "./inspection.ts";
import { toOffset, toPosition } from "./positions.ts";
import type { ServerCompletion } from "./protocol.ts";
import { type LanguageServer, uriOf } from "./server.ts";
import { placeOf, TypedWord } from "./typed-word.ts";

/** What text that is being typed is seen with. */
export interface TypedTextOptions {
  /** The notebook's folder. */
  readonly cwd: string;
  readonly server: Pick<LanguageServer, "write" | "request">;
  /** The module of a text, which sees every name of the notebook. */
  readonly compose: (code: string) => string;
  /** Whether a cell declared `name` as a type. */
  readonly isType: (name: string) => boolean;
  /** Puts before the server what the text rests on. */
  readonly prepare: (code: string) => void;
}

/**
 * Items of a completion list whose signature is asked for, at 0.3 ms each: JupyterLab shows none, and
 * inspects the item that the user stands on.
 */
const maxSignatures = 3;

/** Text that is being typed: completion and inspection, in a document of its own. */
export class TypedText {
  readonly #options: TypedTextOptions;
  readonly #path: string;
  readonly #questions = new Turns();
  #word: TypedWord | undefined;

  constructor(options: TypedTextOptions) {
    this.#options = options;
    this.#path = join(options.cwd, cellFile(typedCell));
  }

  /** Has the next question asked anew, whatever was answered before. */
  forget(): void {
    this.#word = undefined;
  }

  complete(code: string, offset: number): Promise<CompletionList> {
    return this.#questions.take(async () => {
      const word = await this.#wordAt(code, offset);
      const context: CompletionContext = {
        cwd: this.#options.cwd,
        code,
        offset,
        offsetAt: (position) => toOffset(code, position),
      };
      const chosen = chooseCandidates(word.offered, context);
      const resolved = await Promise.all(
        chosen.items.slice(0, maxSignatures).map((item) => word.resolve(item)),
      );
      return toList(chosen, resolved);
    });
  }

  inspect(code: string, offset: number): Promise<RichOutput | undefined> {
    const { server } = this.#options;
    return this.#questions.take(async () => {
      const place = this.#ask(code, offset);
      const hover = await server.request("textDocument/hover", place);
      const call = () => server.request("textDocument/signatureHelp", place);
      return fromHover(hover) ?? fromSignatureHelp(await call()) ?? this.#inspectType(code, offset);
    });
  }

  /** What a name means as a type, also where it stands alone. */
  async #inspectType(code: string, offset: number): Promise<RichOutput | undefined> {
    const name = identifierAt(code, offset);
    if (name === undefined || !this.#options.isType(name)) return undefined;
    const text = `type _ = ${name}`;
    const place = this.#ask(text, text.length);
    return fromHover(await this.#options.server.request("textDocument/hover", place));
  }

  /** The word at the cursor and what the server offers for it. */
  async #wordAt(code: string, offset: number): Promise<TypedWord> {
    const { server, compose } = this.#options;
    const place = placeOf(code, offset, compose);
    if (this.#word?.grewTo(place)) return this.#word;
    const offered = await server.request("textDocument/completion", this.#ask(code, offset));
    const resolve = (item: ServerCompletion) => server.request("completionItem/resolve", item);
    this.#word = new TypedWord(place, offered?.items ?? [], resolve);
    return this.#word;
  }

  /** Puts the text before the server, which forgets the one before, and names a place in it. */
  #ask(code: string, offset: number) {
    const { server, prepare, compose } = this.#options;
    this.#word = undefined;
    prepare(code);
    server.write(this.#path, compose(code));
    return { textDocument: { uri: uriOf(this.#path) }, position: toPosition(code, offset) };
  }
}

function identifierAt(code: string, offset: number): string | undefined {
  const before = /[\p{ID_Continue}$]*$/u.exec(code.slice(0, offset))?.[0] ?? "";
  const after = /^[\p{ID_Continue}$]*/u.exec(code.slice(offset))?.[0] ?? "";
  return before + after || undefined;
}
