import { type Declarations, findDeclarations, type Meaning } from "./declarations.ts";

/** A cell as the module that TypeScript sees: one line of imports, the user's text, its exports. */
export interface CellModule {
  readonly text: string;
  readonly declarations: Declarations;
  /** What the module exports: its own names, with what it took over from the same name before. */
  readonly exports: ReadonlyMap<string, Meaning>;
  /** File names of the cells that it imports from. */
  readonly imports: ReadonlySet<string>;
}

/** A name of the notebook: what it means and which cell declared it last. */
export interface KnownName extends Meaning {
  readonly file: string;
}

interface ImportLine {
  readonly statements: string[];
  readonly imports: Set<string>;
}

const identifiers = /[\p{ID_Start}$_][\p{ID_Continue}$]*/gu;

/** The cells that ran: which of them declared each name last, and how a new cell sees them. */
export class Notebook {
  readonly #names = new Map<string, KnownName>();
  /** For each cell that is kept, the cells it imports from. */
  readonly #imports = new Map<string, ReadonlySet<string>>();
  readonly #augmenting = new Set<string>();

  /** What is known of `name`, or undefined when no cell declared it. */
  find(name: string): KnownName | undefined {
    return this.#names.get(name);
  }

  /** The module for a cell that is to be checked; it sees every name that its text mentions. */
  compose(code: string): CellModule {
    const declarations = findDeclarations(code);
    const exports = new Map(declarations.names);
    const line: ImportLine = { statements: [], imports: new Set() };
    // A name that is only mentioned in a comment is imported too, which does no harm.
    for (const name of new Set(code.match(identifiers))) {
      const known = this.#names.get(name);
      if (known) this.#bringIn(name, known, exports, line);
    }
    const names = [...exports.keys()].filter((name) => !declarations.exported.has(name));
    const suffix =
      declarations.isValid && names.length > 0 ? `\nexport { ${names.join(", ")} };` : "";
    const text = `${line.statements.join(" ")}\n${code}${suffix}`;
    return { text, declarations, exports, imports: line.imports };
  }

  /** The module for text that is still being typed; it sees every name of the notebook. */
  composeOpen(code: string): string {
    const byFile = new Map<string, string[]>();
    for (const [name, { file }] of this.#names) {
      byFile.set(file, [...(byFile.get(file) ?? []), name]);
    }
    const statements = [...byFile].map(
      ([file, names]) => `import { ${names.join(", ")} } from ${specifierOf(file)};`,
    );
    return `${statements.join(" ")}\n${code}`;
  }

  /** Makes `file`, which holds `module`, the place of the names it exports. */
  add(file: string, module: CellModule): void {
    for (const [name, meaning] of module.exports) this.#names.set(name, { ...meaning, file });
    this.#imports.set(file, module.imports);
    if (module.declarations.isAugmenting) this.#augmenting.add(file);
  }

  /** Forgets the cells that no name and no remaining cell rests on; returns their files. */
  prune(): string[] {
    const live = new Set<string>();
    const reach = (file: string) => {
      if (live.has(file)) return;
      live.add(file);
      for (const next of this.#imports.get(file) ?? []) reach(next);
    };
    for (const { file } of this.#names.values()) reach(file);
    for (const file of this.#augmenting) reach(file);
    const dead = [...this.#imports.keys()].filter((file) => !live.has(file));
    for (const file of dead) this.#imports.delete(file);
    return dead;
  }

  /** Forgets every cell; returns their files. */
  clear(): string[] {
    this.#names.clear();
    this.#augmenting.clear();
    return this.prune();
  }

  /** Adds to `line` what a cell needs to see `name`, less what the cell declares anew. */
  #bringIn(name: string, known: KnownName, exports: Map<string, Meaning>, line: ImportLine): void {
    const own = exports.get(name);
    const statement = importStatement(name, known, own);
    if (statement === undefined) return;
    line.statements.push(statement);
    line.imports.add(known.file);
    if (!own) return;
    // A later cell imports both meanings from this one, which now holds them.
    const { value = own.value, type = own.type } = known;
    exports.set(name, { ...(value && { value }), ...(type && { type }), ...own });
  }
}

function importStatement(name: string, known: KnownName, own?: Meaning): string | undefined {
  const from = specifierOf(known.file);
  const isPureType = known.type === "interface" || known.type === "type";
  if (own?.value) {
    // A new value leaves the name's type, unless that was the class or the like that it replaces.
    if (own.type || !isPureType) return undefined;
    if (known.value) return `type ${name} = import(${from}).${name};`;
  } else if (own ? known.value : known.value === "let" && !known.type) {
    // Not an import: the cell may assign to it, or gives the name a type beside it.
    const keyword = known.value === "let" ? "let" : "const";
    return `declare ${keyword} ${name}: typeof import(${from}).${name};`;
  } else if (own) {
    return undefined;
  }
  return `import { ${name} } from ${from};`;
}

/** Without its ending, or the server would propose endings when it completes a path. */
function specifierOf(file: string): string {
  return `"./${file.replace(/\.ts$/, "")}"`;
}
