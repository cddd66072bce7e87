import type { CompletionItem, CompletionList } from "../types.ts";
import { importableNames } from "./module-names.ts";
import type { Position, ServerCompletion } from "./protocol.ts";

/** The most that a list holds: more is noise in a menu and bytes on the wire. */
const maxItems = 300;

/** Words for the server's kinds, which count from 1. */
const kinds = [
  ...["text", "method", "function", "constructor", "property", "variable", "class", "interface"],
  ...["module", "property", "unit", "value", "enum", "keyword", "snippet", "color", "file"],
  ...["reference", "folder", "enum member", "constant", "struct", "event", "operator", "type"],
];

/** What the kind of an imported name is told by: the first word of its signature. */
const declared = /^(?:async )?(function|class|interface|enum|namespace|type|const)\b/;

/** What the server puts before a signature: `(method) `, `(alias) `. */
const label = /^\([a-z ]+\) /;
/** Where the next signature of a function begins. */
const nextOverload = /\n(?=\([a-z ]+\) |function |constructor )/;

/** A module's name that is being typed and is no file's path: its folders, its last part. */
const packagePath = /\b(?:from|import|require)\s*\(?\s*["']((?![./])(?:[^"'\n]*\/)?)([^"'/\n]*)$/;
const moduleKind = 9;

/** Where the cursor is. */
export interface CompletionContext {
  /** The notebook's folder. */
  readonly cwd: string;
  readonly code: string;
  /** UTF-16 units. */
  readonly offset: number;
  /** Offset in `code` of a place in the server's document. */
  readonly offsetAt: (position: Position) => number;
}

/** The server's items for the word at the cursor, best first. */
export interface Candidates {
  readonly items: readonly ServerCompletion[];
  readonly start: number;
  readonly end: number;
}

/**
 * Chooses and orders what the server offers: only what the typed part begins, in the typed case
 * before others, near before far, then by name.
 */
export function chooseCandidates(
  offered: readonly ServerCompletion[],
  context: CompletionContext,
): Candidates {
  const { code, offset, offsetAt } = context;
  const [, folders, part] = packagePath.exec(code.slice(0, offset)) ?? [];
  const start = replacedFrom(offered, part, context);
  const typed = code.slice(start, offset);
  const all = folders === undefined ? offered : [...moduleItems(folders, context), ...offered];
  const seen = new Set<string>();
  const items = all
    // Not `["two words"]`, which would replace the dot too.
    .filter(({ textEdit }) => !textEdit || offsetAt(textEdit.range.start) === start)
    .filter((item) => textOf(item).toLowerCase().startsWith(typed.toLowerCase()))
    .sort(
      (a, b) =>
        Number(textOf(b).startsWith(typed)) - Number(textOf(a).startsWith(typed)) ||
        compare(a.sortText ?? "", b.sortText ?? "") ||
        compare(textOf(a), textOf(b)),
    )
    .filter((item) => !seen.has(textOf(item)) && seen.add(textOf(item)));
  return { items: items.slice(0, maxItems), start, end: offset };
}

/** The list with what the server told of the first candidates when asked for more. */
export function toList(
  { items, start, end }: Candidates,
  resolved: readonly ServerCompletion[],
): CompletionList {
  return { items: items.map((item, index) => toItem(item, resolved[index]?.detail)), start, end };
}

function toItem(source: ServerCompletion, detail = ""): CompletionItem {
  const text = textOf(source);
  const [first = "", ...others] = detail
    .replace(/\s*\/\/ \+\d+ more overloads$/, "")
    .split(nextOverload);
  const more = others.length > 0 ? ` (+${others.length} overloads)` : "";
  const signature = first.replace(label, "").replace(/\s*\n\s*/g, " ") + more;
  const known = kinds[(source.kind ?? 0) - 1] ?? "text";
  // Names of other cells come as imports, of which the server tells no kind; it takes types for classes.
  const isVague = known === "variable" || known === "class";
  const kind = isVague ? (declared.exec(signature)?.[1] ?? known) : known;
  return signature === "" || signature === text ? { text, kind } : { text, kind, signature };
}

function textOf({ textEdit, insertText, label }: ServerCompletion): string {
  return textEdit?.newText ?? insertText ?? label.replace(/\?$/, "");
}

/** Start of the text that an item replaces: a path's last part, where the server says, or the identifier. */
function replacedFrom(
  offered: readonly ServerCompletion[],
  part: string | undefined,
  { code, offset, offsetAt }: CompletionContext,
): number {
  if (part !== undefined) return offset - part.length;
  const first = offered[0]?.textEdit;
  if (first && offered.every(({ textEdit }) => textEdit)) return offsetAt(first.range.start);
  const typed = /[\p{ID_Continue}$#]*$/u.exec(code.slice(0, offset))?.[0] ?? "";
  return offset - typed.length;
}

/** Modules that the server does not offer before the program holds them; names begin in `folders`. */
function moduleItems(folders: string, { cwd }: CompletionContext): ServerCompletion[] {
  return importableNames(cwd)
    .filter((name) => name.startsWith(folders))
    .map((name) => ({ label: name.slice(folders.length), kind: moduleKind, sortText: "12" }));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
