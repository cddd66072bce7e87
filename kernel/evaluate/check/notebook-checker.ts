import { join } from "node:path";
import { Turns } from "../../turns.ts";
import type { Cell, Checker, CompletionList, Diagnostic, RichOutput } from "../types.ts";
import { CellDocuments } from "./cell-documents.ts";
import { cellFile, configName, nextCell, projectConfig, serverSettings } from "./config.ts";
import { toDiagnostics, unresolvedImports } from "./diagnostics.ts";
import { findInstalledTypes, packagesElsewhere } from "./installed-types.ts";
import { findAbove } from "./manifest.ts";
import { ModuleErrors } from "./module-errors.ts";
import { type CellModule, Notebook } from "./notebook.ts";
import { ProjectFiles } from "./project-files.ts";
import { LanguageServer, uriOf } from "./server.ts";
import { TypedText } from "./typed-text.ts";
import { leaveUnchecked } from "./unchecked.ts";

export interface CheckerOptions {
  /** The notebook's folder: imports, packages and `tsconfig.json` are looked for from there. */
  readonly cwd: string;
  /** Absolute paths of declaration files whose `declare global` every cell sees. */
  readonly globals: readonly string[];
}

/**
 * The first comments of a cell hold TypeScript's own switch. A comment is a whole line here: were it
 * any part of one, the time would double with each line of code that is commented out.
 */
const noCheck = /^(?:\s*\/\/.*\r?\n)*?\s*\/\/\s*@ts-nocheck\b/;

/** Milliseconds without a cell after which there is time to show the server what waits. */
const idleTime = 20;

/**
 * Cells as modules in TypeScript's language server. The next cell has one document that all checks
 * write to, text being typed has another; a cell that ran and declares something gets its own.
 */
export class NotebookChecker implements Checker {
  readonly #options: CheckerOptions;
  readonly #server: LanguageServer;
  readonly #files: ProjectFiles;
  readonly #modules: ModuleErrors;
  readonly #checks = new Turns();
  readonly #configPath: string;
  readonly #typed: TypedText;
  readonly #notebook = new Notebook();
  readonly #documents: CellDocuments;
  #numCells = nextCell;
  /** Language of the document of the next cell. */
  #language: "ts" | "tsx" = "ts";
  #checked: { readonly id: string; readonly module: CellModule } | undefined;
  /** True when an import found nothing: what was missing may be there at the next check. */
  #isStale: boolean = false;
  #revision = 0;
  #idle: NodeJS.Timeout | undefined;
  #hasProject = false;
  /** Types that are found beside the kernel only, by the name of the import. */
  readonly #packages = new Map<string, string>();
  /** Answers in the server's place once that is given up. */
  #substitute: Checker | undefined;

  constructor(command: string, options: CheckerOptions) {
    const { cwd } = options;
    this.#options = options;
    this.#configPath = join(cwd, configName);
    this.#server = new LanguageServer({
      command,
      cwd,
      settings: serverSettings,
      onFailure: (reason) => {
        this.#substitute = leaveUnchecked(`${reason}; restart the kernel to check types again`);
      },
    });
    this.#documents = new CellDocuments(this.#server, cwd);
    this.#files = new ProjectFiles(this.#server, this.#configPath);
    this.#modules = new ModuleErrors(this.#server, cwd);
    this.#typed = new TypedText({
      cwd,
      server: this.#server,
      compose: (code) => this.#notebook.composeOpen(code),
      isType: (name) => this.#notebook.find(name)?.type !== undefined,
      prepare: (code) => {
        this.#addPackages(packagesElsewhere(code, cwd));
        this.#documents.open(this.#documents.waiting);
      },
    });
    this.#loadProject();
    this.#clearNext();
    // The libraries are read while the kernel starts, not when the first cell waits.
    this.#diagnose().catch(() => {});
  }

  check(cell: Cell): Promise<readonly Diagnostic[]> {
    if (this.#substitute) return this.#substitute.check(cell);
    this.#openLater();
    this.#typed.forget(); // files may have been edited
    return this.#checks.take(async () => {
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
      this.#documents.open(this.#notebook.restsOn(module.imports));
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
    this.#numCells += 1;
    const file = cellFile(this.#numCells, module.declarations.language);
    this.#notebook.add(file, module);
    this.#documents.add(file, module.text);
    if (module.declarations.isAugmenting) {
      this.#documents.open(this.#notebook.restsOn([file]));
      this.#clearNext(); // it holds the same
    }
    this.#documents.remove(this.#notebook.prune());
    this.#openLater();
  }

  reset(): void {
    this.#documents.remove(this.#notebook.clear());
    this.#checked = undefined;
    this.#loadProject();
    this.#clearNext();
  }

  complete(code: string, offset: number): Promise<CompletionList> {
    return (this.#substitute ?? this.#typed).complete(code, offset);
  }

  inspect(code: string, offset: number): Promise<RichOutput | undefined> {
    return (this.#substitute ?? this.#typed).inspect(code, offset);
  }

  dispose(): Promise<void> {
    clearTimeout(this.#idle);
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
    return join(this.#options.cwd, cellFile(nextCell, this.#language));
  }

  #clearNext(): void {
    if (this.#language !== "ts") this.#server.close(this.#cellPath());
    this.#language = "ts";
    this.#server.write(this.#cellPath(), "");
  }

  /** Shows the server the documents that wait, one at a time, unless a cell comes before `time` ms. */
  #openLater(time = idleTime): void {
    clearTimeout(this.#idle);
    const [file] = this.#documents.waiting;
    if (file === undefined) return;
    const open = () => {
      this.#documents.open([file]);
      return this.#diagnose(); // answers when the document has been read
    };
    const timer = setTimeout(() => {
      // A failure is one of the server, which the next check meets and reports.
      const opened = this.#checks.take(open).catch(() => {});
      void opened.then(() => this.#idle === timer && this.#openLater(0));
    }, time).unref();
    this.#idle = timer;
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
    this.#checks.take(() => this.#files.refresh(since)).catch(() => {});
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
}
