import { readFileSync } from "node:fs";
import { join } from "node:path";
import { shortPath } from "../exec/errors/short-path.ts";
import { fileVersion, localImports, localModules } from "../exec/modules/local-files.ts";
import { isTypescript } from "../exec/modules/typescript-file.ts";
import type { Diagnostic } from "../types.ts";
import { toFileDiagnostics, unresolvedImports } from "./diagnostics.ts";
import type { ServerDiagnostic } from "./protocol.ts";
import { type LanguageServer, uriOf } from "./server.ts";

const importsAny = /\b(?:from|import|require)\b/;

interface Checked {
  readonly version: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** The type errors of local modules; one that is right is looked at again only after an edit. */
export class ModuleErrors {
  readonly #server: LanguageServer;
  /** The file that a cell is taken for. */
  readonly #cell: string;
  readonly #checked = new Map<string, Checked>();

  constructor(server: LanguageServer, cwd: string) {
    this.#server = server;
    this.#cell = join(cwd, "cell.ts");
  }

  /** Forgets what was found, as under other options. */
  clear(): void {
    this.#checked.clear();
  }

  /**
   * Errors in the modules that a cell imports, directly or not.
   * @param onMissing - Called with imports that found nothing; true when they may be found now.
   */
  async find(
    code: string,
    allowsImplicitAny: boolean,
    onMissing: (names: readonly string[]) => boolean,
  ): Promise<readonly Diagnostic[]> {
    if (!importsAny.test(code)) return [];
    const imported = localImports(this.#cell, code);
    const paths = new Set(imported.flatMap((path) => [...localModules(path).keys()]));
    const found: Diagnostic[] = [];
    for (const path of [...paths].filter(isTypescript)) {
      const version = fileVersion(path);
      let checked = this.#checked.get(path);
      if (checked?.version !== version) {
        let items = await this.#diagnose(path);
        if (onMissing(unresolvedImports(items))) items = await this.#diagnose(path);
        const file = { name: shortPath(path), text: readFileSync(path, "utf8") };
        checked = { version, diagnostics: toFileDiagnostics(items, file, allowsImplicitAny) };
        // What is wrong may be the lack of a package, which no file's version tells.
        if (checked.diagnostics.length === 0) this.#checked.set(path, checked);
      }
      found.push(...checked.diagnostics);
    }
    return found;
  }

  async #diagnose(path: string): Promise<readonly ServerDiagnostic[]> {
    const textDocument = { uri: uriOf(path) };
    return (await this.#server.request("textDocument/diagnostic", { textDocument })).items ?? [];
  }
}
