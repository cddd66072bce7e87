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

/** A module's name that is being typed and is no file's path. */
const packagePath = /\b(?:from|import|require)\s*\(?\s*["']([^"'./\n][^"'\n]*|)$/;
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
  const path = packagePath.exec(code.slice(0, offset))?.[1];
  const start = replacedFrom(offered, path, context);
  const typed = code.slice(start, offset);
  const all = path === undefined ? offered : [...moduleItems(path, context), ...offered];
  const items = all
    // Not `["two words"]`, which would replace the dot too.
    .filter(({ textEdit }) => !textEdit || offsetAt(textEdit.range.start) === start)
    .filter((item) => textOf(item).toLowerCase().startsWith(typed.toLowerCase()))
    .sort(
      (a, b) =>
        Number(textOf(b).startsWith(typed)) - Number(textOf(a).startsWith(typed)) ||
        compare(a.sortText ?? "", b.sortText ?? "") ||
        compare(textOf(a), textOf(b)),
    );
  const distinct = items.filter((item, at) => at === 0 || textOf(item) !== textOf(items[at - 1]!));
  return { items: distinct.slice(0, maxItems), start, end: offset };
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
  const signature = detail.replace(/^\([a-z ]+\) /, "").replace(/\s*\n\s*/g, " ");
  const known = kinds[(source.kind ?? 0) - 1] ?? "text";
  // Names of other cells come as imports, of which the server tells no kind.
  const kind = known === "variable" ? (declared.exec(signature)?.[1] ?? known) : known;
  return signature === "" || signature === text ? { text, kind } : { text, kind, signature };
}

function textOf({ textEdit, insertText, label }: ServerCompletion): string {
  return textEdit?.newText ?? insertText ?? label.replace(/\?$/, "");
}

/** Start of the text that an item replaces: where the server says, else the path or identifier. */
function replacedFrom(
  offered: readonly ServerCompletion[],
  path: string | undefined,
  { code, offset, offsetAt }: CompletionContext,
): number {
  const first = offered[0]?.textEdit;
  if (first && offered.every(({ textEdit }) => textEdit)) return offsetAt(first.range.start);
  const typed = path ?? /[\p{ID_Continue}$#]*$/u.exec(code.slice(0, offset))?.[0] ?? "";
  return offset - typed.length;
}

/** Modules that the server does not offer before the program holds them. */
function moduleItems(path: string, { cwd }: CompletionContext): ServerCompletion[] {
  return importableNames(cwd)
    .filter((name) => name.startsWith(path))
    .map((label) => ({ label, kind: moduleKind, sortText: "12" }));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
