import { builtinModules } from "node:module";
import type { CompletionItem, CompletionList } from "../types.ts";
import type { Meaning } from "./declarations.ts";
import type { Range, ServerCompletion } from "./protocol.ts";

/** The most that a list holds: more is noise in a menu and bytes on the wire. */
const maxItems = 300;

/** Words for the server's kinds, which count from 1. */
const kinds = [
  ...["text", "method", "function", "constructor", "property", "variable", "class", "interface"],
  ...["module", "property", "unit", "value", "enum", "keyword", "snippet", "color", "file"],
  ...["reference", "folder", "enum member", "constant", "struct", "event", "operator", "type"],
];

/** What completion needs to know of the text and the notebook. */
export interface CompletionContext {
  readonly code: string;
  /** UTF-16 units. */
  readonly offset: number;
  /** Offset in `code` of a place in the server's document. */
  readonly offsetAt: (position: Range["start"]) => number;
  readonly meaningOf: (name: string) => Meaning | undefined;
}

/** An item of the list and what the server needs to tell its signature. */
export interface Candidate {
  readonly source: ServerCompletion;
  readonly item: CompletionItem;
}

/** The candidates for the word at the cursor, best first. */
export interface Candidates {
  readonly candidates: readonly Candidate[];
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
  const start = replacedFrom(offered, context);
  const typed = code.slice(start, offset);
  const fits = ({ item }: Candidate) => item.text.toLowerCase().startsWith(typed.toLowerCase());
  const known = new Map(
    [...builtins(context), ...offered]
      // Not `["two words"]`, which would replace the dot too.
      .filter(({ textEdit }) => !textEdit || offsetAt(textEdit.range.start) === start)
      .map((source) => [source.label, { source, item: toItem(source, context) }]),
  );
  const candidates = [...known.values()]
    .filter(fits)
    .sort(
      (a, b) =>
        Number(b.item.text.startsWith(typed)) - Number(a.item.text.startsWith(typed)) ||
        compare(a.source.sortText ?? "", b.source.sortText ?? "") ||
        compare(a.item.text, b.item.text),
    );
  return { candidates: candidates.slice(0, maxItems), start, end: offset };
}

/** The list with the signatures that the server resolved, in the order of the candidates. */
export function toList(
  { candidates, start, end }: Candidates,
  resolved: readonly ServerCompletion[],
): CompletionList {
  const items = candidates.map(({ item }, index) => {
    const signature = signatureOf(resolved[index]?.detail);
    return signature === undefined || signature === item.text ? item : { ...item, signature };
  });
  return { items, start, end };
}

function toItem(source: ServerCompletion, { meaningOf }: CompletionContext): CompletionItem {
  const text = source.textEdit?.newText ?? source.insertText ?? source.label.replace(/\?$/, "");
  const known = kinds[(source.kind ?? 0) - 1] ?? "text";
  // Names of other cells come as imports, of which the server tells no kind.
  const meaning =
    known === "variable" || known === "reference" ? meaningOf(source.label) : undefined;
  const kind = meaning?.type ?? meaning?.value ?? known;
  return { text, kind: kindWords[kind] ?? kind };
}

/** Ours to the words of the list. */
const kindWords: Readonly<Record<string, string>> = {
  let: "variable",
  const: "constant",
  namespace: "module",
  import: "variable",
};

/** Start of the text that an item replaces: where the server says, else the identifier. */
function replacedFrom(
  offered: readonly ServerCompletion[],
  { code, offset, offsetAt }: CompletionContext,
): number {
  const first = offered[0]?.textEdit;
  if (first && offered.every(({ textEdit }) => textEdit)) return offsetAt(first.range.start);
  const path = packagePath.exec(code.slice(0, offset))?.[1];
  const typed = path ?? /[\p{ID_Continue}$#]*$/u.exec(code.slice(0, offset))?.[0] ?? "";
  return offset - typed.length;
}

/** Node's modules; the server offers only those that the program holds already. */
function builtins({ code, offset }: CompletionContext): ServerCompletion[] {
  const path = packagePath.exec(code.slice(0, offset))?.[1];
  if (path === undefined) return [];
  return builtinModules
    .filter((name) => !name.startsWith("_"))
    .map((name) => ({ label: path.startsWith("node:") ? `node:${name}` : name, kind: moduleKind }));
}

/** A module's name that is being typed and is no file's path. */
const packagePath = /\b(?:from|import|require)\s*\(?\s*["']([^"'./\n][^"'\n]*|)$/;
const moduleKind = 9;

/** One line, without what the kind says already. */
function signatureOf(detail: string | undefined): string | undefined {
  const text = detail?.replace(/^\([a-z ]+\) /, "").replace(/\s*\n\s*/g, " ");
  return text === "" ? undefined : text;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
