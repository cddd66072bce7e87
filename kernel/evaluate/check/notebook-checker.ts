import { join } from "node:path";
import type { Cell, Checker, CompletionList, Diagnostic, RichOutput } from "../types.ts";
import { type CompletionContext, chooseCandidates, toList } from "./completion.ts";
import { cellFile, configName, projectConfig, serverSettings } from "./config.ts";
import { toDiagnostics, unresolvedImports } from "./diagnostics.ts";
import { fromHover, fromSignatureHelp } from "./inspection.ts";
import { findInstalledTypes, packagesElsewhere } from "./installed-types.ts";
import { findAbove } from "./manifest.ts";
import { ModuleErrors } from "./module-errors.ts";
import { type CellModule, Notebook } from "./notebook.ts";
import { toOffset, toPosition } from "./positions.ts";
import { ProjectFiles } from "./project-files.ts";
import { LanguageServer, uriOf } from "./server.ts";
import { leaveUnchecked } from "./unchecked.ts";

export interface CheckerOptions {
  /** The notebook's folder: imports, packages and `tsconfig.json` are looked for from there. */
  readonly cwd: string;
  /** Absolute paths of declaration files whose `declare global` every cell sees. */
  readonly globals: readonly string[];
}

/** Items of a completion list whose signature is asked for, at 0.5 to 1 ms each. */
const maxSignatures = 30;

/** The first comments of a cell hold TypeScript's own switch. */
const noCheck = /^\s*(?:\/\/.*\s+)*?\/\/\s*@ts-nocheck\b/;

/**
 * Cells as modules in TypeScript's language server. The next cell has one document that all checks
 * write to until a cell that declares something is committed; text being typed has another.
 */
export class NotebookChecker implements Checker {
  readonly #options: CheckerOptions;
  readonly #server: LanguageServer;
  readonly #files: ProjectFiles;
  readonly #modules: ModuleErrors;
  readonly #checks = new Queue();
  readonly #questions = new Queue();
  readonly #configPath: string;
  readonly #openPath: string;
  readonly #notebook = new Notebook();
  /** The document of the next cell. */
  #next = 1;
  #language: "ts" | "tsx" = "ts";
  #checked: { readonly id: string; readonly module: CellModule } | undefined;
  /** True when an import found nothing: what was missing may be there at the next check. */
  #isStale: boolean = false;
  #revision = 0;
  #hasProject = false;
  /** Types that are found beside the kernel only, by the name of the import. */
  readonly #packages = new Map<string, string>();
  /** Answers in the server's place once that is given up. */
  #substitute: Checker | undefined;

  constructor(command: string, options: CheckerOptions) {
    const { cwd } = options;
    this.#options = options;
    this.#configPath = join(cwd, configName);
    this.#openPath = join(cwd, cellFile(0));
    this.#server = new LanguageServer({
      command,
      cwd,
      settings: serverSettings,
      onFailure: (reason) => {
        this.#substitute = leaveUnchecked(`${reason}; restart the kernel to check types again`);
      },
    });
    this.#files = new ProjectFiles(this.#server, this.#configPath);
    this.#modules = new ModuleErrors(this.#server, cwd);
    this.#loadProject();
    this.#openNext();
    // The libraries are read while the kernel starts, not when the first cell waits.
    this.#diagnose().catch(() => {});
  }

  check(cell: Cell): Promise<readonly Diagnostic[]> {
    if (this.#substitute) return this.#substitute.check(cell);
    return this.#checks.run(async () => {
      const module = this.#notebook.compose(cell.code);
      this.#checked = { id: cell.id, module };
      if (noCheck.test(cell.code)) return [];
      const since = Date.now();
      const changes = this.#files.takeChanges();
      this.#server.filesChanged(changes);
      const isNewProject = changes.some(({ uri }) => uri.endsWith("/tsconfig.json"));
      if (isNewProject) this.#modules.clear();
      if (this.#isStale || isNewProject) this.#loadProject();
      this.#writeNext(module);
      const found = await this.#resolveAndDiagnose();
      if (changes.length > 0 || /\b(?:import|require|from)\b/.test(cell.code)) this.#follow(since);
      const { isValid } = module.declarations;
      const allowsImplicitAny = !this.#hasProject;
      const kindOf = (name: string) => this.#notebook.find(name)?.value;
      return [
        ...toDiagnostics(found, { code: cell.code, isValid, allowsImplicitAny, kindOf }),
        ...(await this.#modules.find(cell.code, allowsImplicitAny, (names) => {
          this.#isStale ||= names.length > 0;
          return this.#addPackages(names);
        })),
      ];
    });
  }

  commit(cell: Cell, isWhole = true): void {
    const known = isWhole && this.#checked?.id === cell.id ? this.#checked.module : undefined;
    const module = known ?? this.#notebook.compose(cell.code, isWhole);
    if (module.declarations.names.size === 0 && !module.declarations.isAugmenting) return;
    this.#writeNext(module);
    this.#notebook.add(cellFile(this.#next, this.#language), module);
    this.#next += 1;
    this.#openNext();
    for (const file of this.#notebook.prune()) this.#server.close(join(this.#options.cwd, file));
  }

  reset(): void {
    for (const file of this.#notebook.clear()) this.#server.close(join(this.#options.cwd, file));
    this.#checked = undefined;
    this.#loadProject();
    this.#openNext();
  }

  complete(code: string, offset: number): Promise<CompletionList> {
    if (this.#substitute) return this.#substitute.complete(code, offset);
    return this.#questions.run(async () => {
      const offered = await this.#server.request(
        "textDocument/completion",
        this.#ask(code, offset),
      );
      const context: CompletionContext = {
        cwd: this.#options.cwd,
        code,
        offset,
        offsetAt: (position) => toOffset(code, position),
      };
      const chosen = chooseCandidates(offered?.items ?? [], context);
      const resolved = await Promise.all(
        chosen.items.slice(0, maxSignatures).map((item) =>
          // The server crashes over an item that is not its own.
          item.data === undefined ? item : this.#server.request("completionItem/resolve", item),
        ),
      );
      return toList(chosen, resolved);
    });
  }

  inspect(code: string, offset: number): Promise<RichOutput | undefined> {
    if (this.#substitute) return this.#substitute.inspect(code, offset);
    return this.#questions.run(async () => {
      const place = this.#ask(code, offset);
      const hover = await this.#server.request("textDocument/hover", place);
      const call = () => this.#server.request("textDocument/signatureHelp", place);
      return fromHover(hover) ?? fromSignatureHelp(await call()) ?? this.#inspectType(code, offset);
    });
  }

  /** What a name means as a type, also where it stands alone. */
  async #inspectType(code: string, offset: number): Promise<RichOutput | undefined> {
    const name = identifierAt(code, offset);
    if (name === undefined || this.#notebook.find(name)?.type === undefined) return undefined;
    const text = `type _ = ${name}`;
    return fromHover(
      await this.#server.request("textDocument/hover", this.#ask(text, text.length)),
    );
  }

  dispose(): Promise<void> {
    this.#files.dispose();
    return this.#server.dispose();
  }

  /** Shows the server the project anew: every import is resolved again. */
  #loadProject(): void {
    const { cwd, globals } = this.#options;
    this.#files.follow(join(cwd, "tsconfig.json"));
    const project = findAbove(cwd, "tsconfig.json");
    if (project !== undefined) this.#files.follow(project);
    this.#hasProject = project !== undefined;
    this.#revision += 1;
    const options = { cwd, globals, packages: this.#packages, revision: this.#revision };
    this.#server.write(this.#configPath, projectConfig(options));
  }

  #cellPath(): string {
    return join(this.#options.cwd, cellFile(this.#next, this.#language));
  }

  /** Ahead of the next check, for a document that is new to the server costs it 10 ms. */
  #openNext(): void {
    this.#language = "ts";
    this.#server.write(this.#cellPath(), "");
  }

  /** Puts the next cell before the server, in a document of its language. */
  #writeNext({ text, declarations: { language } }: CellModule): void {
    if (language !== this.#language) this.#server.close(this.#cellPath());
    this.#language = language;
    this.#server.write(this.#cellPath(), text);
  }

  /** Before the next check, but not in the way of this one's answer. */
  #follow(since: number): void {
    // A failure here is one of the server, which the next check meets and reports.
    this.#checks.run(() => this.#files.refresh(since)).catch(() => {});
  }

  /** Diagnoses the next cell, a second time where the kernel's own packages can help. */
  async #resolveAndDiagnose() {
    const found = await this.#diagnose();
    const missing = unresolvedImports(found);
    this.#isStale = missing.length > 0;
    return this.#addPackages(missing) ? this.#diagnose() : found;
  }

  /** Has the server find those packages that are installed beside the kernel; true if there are any. */
  #addPackages(names: readonly string[]): boolean {
    const before = this.#packages.size;
    for (const name of names) {
      const types = this.#packages.has(name) ? undefined : findInstalledTypes(name);
      if (types !== undefined) this.#packages.set(name, types);
    }
    if (this.#packages.size === before) return false;
    this.#loadProject();
    return true;
  }

  async #diagnose() {
    const textDocument = { uri: uriOf(this.#cellPath()) };
    return (await this.#server.request("textDocument/diagnostic", { textDocument })).items ?? [];
  }

  /** Puts text that is being typed before the server and names a place in it. */
  #ask(code: string, offset: number) {
    this.#addPackages(packagesElsewhere(code, this.#options.cwd));
    this.#server.write(this.#openPath, this.#notebook.composeOpen(code));
    return { textDocument: { uri: uriOf(this.#openPath) }, position: toPosition(code, offset) };
  }
}

function identifierAt(code: string, offset: number): string | undefined {
  const before = /[\p{ID_Continue}$]*$/u.exec(code.slice(0, offset))?.[0] ?? "";
  const after = /^[\p{ID_Continue}$]*/u.exec(code.slice(offset))?.[0] ?? "";
  return before + after || undefined;
}

/** Runs tasks one after the other: they share a document. */
class Queue {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#last.then(task, task);
    this.#last = result.catch(() => {});
    return result;
  }
}
