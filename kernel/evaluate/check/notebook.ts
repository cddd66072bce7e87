import { jsxSettings } from "../exec/compile/jsx-settings.ts";
import { type Declarations, findDeclarations, type Meaning } from "./declarations.ts";

/** A cell as the module that TypeScript sees: one line of imports, the user's text, its exports. */
export interface CellModule {
  readonly text: string;
  readonly declarations: Declarations;
  /** What the module exports: its own names, with what it took over from the same name before. */
  readonly exports: ReadonlyMap<string, Meaning>;
  /** Its constants, whose type at the end of the cell it exports besides. */
  readonly narrowed: ReadonlySet<string>;
  /** File names of the cells that it imports from. */
  readonly imports: ReadonlySet<string>;
}

/** A name of the notebook: what it means and which cell declared it last. */
export interface KnownName extends Meaning {
  readonly file: string;
  /** True for a constant whose type at the end of its cell is exported too. */
  readonly isNarrowed: boolean;
}

interface ImportLine {
  readonly statements: string[];
  readonly imports: Set<string>;
}

const elementPragmas = /\/\*\*?\s*@jsx[^*\n]*\*\//g;
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

  /**
   * The module for a cell; it sees every name that its text mentions.
   * @param isWhole - False for a cell that ended half way: what its flow proved does not hold.
   */
  compose(code: string, isWhole = true): CellModule {
    const declarations = findDeclarations(code);
    const exports = new Map(declarations.names);
    const line: ImportLine = { statements: [], imports: new Set() };
    // A name that is only mentioned in a comment is imported too, which does no harm.
    const elements = declarations.language === "tsx" ? elementNeeds(code) : undefined;
    const mentioned = code.match(identifiers) ?? [];
    for (const name of new Set([...mentioned, ...(elements?.factories ?? [])])) {
      const known = this.#names.get(name);
      if (known) this.#bringIn(name, known, exports, line);
    }
    const narrowed = isWhole ? constantsOf(declarations) : [];
    const suffix = declarations.isValid ? exportLine(exports, declarations, narrowed) : "";
    const text = `${[...(elements?.pragmas ?? []), ...line.statements].join(" ")}\n${code}${suffix}`;
    return { text, declarations, exports, narrowed: new Set(narrowed), imports: line.imports };
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
    for (const [name, meaning] of module.exports) {
      this.#names.set(name, { ...meaning, file, isNarrowed: module.narrowed.has(name) });
    }
    this.#imports.set(file, module.imports);
    if (module.declarations.isAugmenting) this.#augmenting.add(file);
  }

  /** Those cells and the cells that they rest on. */
  restsOn(files: Iterable<string>): ReadonlySet<string> {
    const reached = new Set(files);
    for (const file of reached) {
      for (const next of this.#imports.get(file) ?? []) reached.add(next);
    }
    return reached;
  }

  /** Forgets the cells that no name and no remaining cell rests on; returns their files. */
  prune(): string[] {
    const named = [...this.#names.values()].map(({ file }) => file);
    const live = this.restsOn([...named, ...this.#augmenting]);
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

/** What elements need before the cell: names they call without a mention, comments that say so. */
function elementNeeds(code: string) {
  const { jsx, jsxFactory = "React", jsxFragmentFactory = "React" } = jsxSettings(code);
  // Such comments count before the first statement only.
  const pragmas = code.match(elementPragmas) ?? [];
  if (jsx !== "react") return { factories: [], pragmas };
  const factories = [jsxFactory, jsxFragmentFactory].map((name) => name.replace(/\..*/, ""));
  return { factories, pragmas: ["/** @jsxRuntime classic */", ...pragmas] };
}

/** Constants that mean nothing but their value; flow analysis may know more of them at the end. */
function constantsOf({ names, asDeclared }: Declarations): string[] {
  return [...names].flatMap(([name, { value, type }]) =>
    value === "const" && !type && !asDeclared.has(name) ? name : [],
  );
}

function exportLine(
  exports: ReadonlyMap<string, Meaning>,
  { exported }: Declarations,
  narrowed: readonly string[],
): string {
  const names = [...exports.keys()].filter((name) => !exported.has(name));
  const ends = narrowed.map((name) => `export const ${atEnd(name)} = ${name};`);
  // Without the semicolon, `global` at the end of a cell would begin a declaration.
  return `\n;${ends.join(" ")} export { ${names.join(", ")} };`;
}

/** The name under which a constant's type at the end of its cell is exported. */
function atEnd(name: string): string {
  return `__end_${name}`;
}

function importStatement(name: string, known: KnownName, own?: Meaning): string | undefined {
  const from = specifierOf(known.file);
  const isPureType = known.type === "interface" || known.type === "type";
  if (own?.value) {
    // A new value leaves the name's type, unless that was the class or the like that it replaces.
    if (own.type || !isPureType) return undefined;
    if (known.value) return `type ${name} = import(${from}).${name};`;
  } else if (own && !known.value) {
    return undefined;
  } else if (own || known.isNarrowed || (known.value === "let" && !known.type)) {
    // Not an import: the cell may assign to it, knows more of it, or puts a type beside it.
    const keyword = known.value === "let" ? "let" : "const";
    const source = known.isNarrowed ? atEnd(name) : name;
    return `declare ${keyword} ${name}: typeof import(${from}).${source};`;
  }
  return `import { ${name} } from ${from};`;
}

/** Without its ending, or the server would propose endings when it completes a path. */
function specifierOf(file: string): string {
  return `"./${file.replace(/\.tsx?$/, "")}"`;
}
