import type {
  BindingIdentifier,
  ExportDefaultDeclarationKind,
  Statement,
  TSTypeName,
  VariableDeclaration,
  VariableDeclarator,
} from "oxc-parser";
import { parseModule } from "../exec/compile/parse.ts";
import { cellVariables, declaredNames } from "../exec/compile/variables.ts";

/** How a name came to hold a value; `let` stands for `var` too, `const` for `using`. */
export type ValueKind = "let" | "const" | "function" | "class" | "enum" | "namespace" | "import";

/** What a name means: as a value, as a type, or as both (a class). */
export interface Meaning {
  readonly value?: ValueKind;
  /** How the name can be used as a type. */
  readonly type?: "class" | "enum" | "namespace" | "import" | "interface" | "type";
}

/** The names that a cell makes. */
export interface Declarations {
  readonly names: ReadonlyMap<string, Meaning>;
  /**
   * Constants whose type is read off their declaration alone: one that begins as `[]` (what is put in
   * later, also by other cells, makes its type) and a symbol (a copy would be of no type of its own).
   */
  readonly asDeclared: ReadonlySet<string>;
  /** Names that the cell exports by itself. */
  readonly exported: ReadonlySet<string>;
  /** True when the cell adds to the global scope or to another module. */
  readonly isAugmenting: boolean;
  /** False when the text does not parse; no name is known then. */
  readonly isValid: boolean;
  /** TSX where the text parses as nothing else: it has elements. */
  readonly language: "ts" | "tsx";
}

const mayHaveElements = /<(?:[\p{ID_Start}$_]|>)/u;

/** Finds what a cell declares at its top level, hoisted `var`s included. */
export function findDeclarations(code: string): Declarations {
  const parsed = parseModule("cell.ts", code);
  const asTsx =
    parsed.errors.length > 0 && mayHaveElements.test(code)
      ? parseModule("cell.tsx", code)
      : undefined;
  const isTsx = asTsx?.errors.length === 0;
  const language = isTsx ? "tsx" : "ts";
  const { errors, program } = isTsx ? asTsx : parsed;
  const found = new Collector();
  if (errors.length > 0) return { ...found, isValid: false, language };
  for (const statement of program.body) found.add(statement);
  // A `var` inside a block or loop belongs to the cell's scope.
  if (/\bvar\b/.test(code)) {
    for (const node of cellVariables(program)) found.addVariables(node);
  }
  return { ...found, isValid: true, language };
}

/** `a` of `a.b.c`. */
function outermost(name: BindingIdentifier | TSTypeName): { readonly name: string } | null {
  if (name.type === "TSQualifiedName") return outermost(name.left);
  return name.type === "Identifier" ? name : null;
}

function isEvolving({ id, init }: VariableDeclarator): boolean {
  return !id.typeAnnotation && init?.type === "ArrayExpression" && init.elements.length === 0;
}

/** `Symbol("a")`, `Symbol.for("a")`, and what is said to be a `unique symbol`. */
function isSymbol({ id, init }: VariableDeclarator): boolean {
  const type = id.typeAnnotation?.typeAnnotation;
  if (type?.type === "TSTypeOperator" && type.operator === "unique") return true;
  const callee = init?.type === "CallExpression" ? init.callee : undefined;
  const maker = callee?.type === "MemberExpression" ? callee.object : callee;
  return maker?.type === "Identifier" && maker.name === "Symbol";
}

const imported: Meaning = { value: "import", type: "import" };

class Collector {
  readonly names = new Map<string, Meaning>();
  readonly asDeclared = new Set<string>();
  readonly exported = new Set<string>();
  isAugmenting = false;

  add(node: Statement | ExportDefaultDeclarationKind): void {
    switch (node.type) {
      case "VariableDeclaration":
        this.addVariables(node);
        break;
      case "FunctionDeclaration":
      case "TSDeclareFunction":
        this.#addName(node.id, { value: "function" });
        break;
      case "ClassDeclaration":
        this.#addName(node.id, { value: "class", type: "class" });
        break;
      case "TSEnumDeclaration":
        this.#addName(node.id, { value: "enum", type: "enum" });
        break;
      case "TSInterfaceDeclaration":
        this.#addName(node.id, { type: "interface" });
        break;
      case "TSTypeAliasDeclaration":
        this.#addName(node.id, { type: "type" });
        break;
      case "TSModuleDeclaration":
        if (node.kind === "global" || node.id.type === "Literal") this.isAugmenting = true;
        else this.#addName(outermost(node.id), { value: "namespace", type: "namespace" });
        break;
      case "ImportDeclaration":
        for (const { local } of node.specifiers) this.#addName(local, imported);
        break;
      case "TSImportEqualsDeclaration":
        this.#addName(node.id, imported);
        break;
      case "ExportNamedDeclaration":
        for (const { exported } of node.specifiers) {
          this.exported.add(exported.type === "Literal" ? exported.value : exported.name);
        }
        if (node.declaration) this.#addExported(node.declaration);
        break;
      case "ExportDefaultDeclaration":
        this.add(node.declaration);
        break;
    }
  }

  addVariables(declaration: VariableDeclaration): void {
    const { kind } = declaration;
    const value = kind === "let" || kind === "var" ? "let" : "const";
    for (const name of declaredNames(declaration)) this.#addName({ name }, { value });
    for (const declarator of declaration.declarations) {
      const { id } = declarator;
      const isSo = isEvolving(declarator) || isSymbol(declarator);
      if (id.type === "Identifier" && isSo) this.asDeclared.add(id.name);
    }
  }

  #addExported(declaration: Statement): void {
    const own = new Collector();
    own.add(declaration);
    for (const name of own.asDeclared) this.asDeclared.add(name);
    for (const [name, meaning] of own.names) {
      this.#addName({ name }, meaning);
      this.exported.add(name);
    }
  }

  #addName(id: { readonly name: string } | null, meaning: Meaning): void {
    if (id) this.names.set(id.name, { ...this.names.get(id.name), ...meaning });
  }
}
