/** The part of the language server protocol that the checker speaks. Lines and characters count from 0. */

export interface Position {
  readonly line: number;
  /** UTF-16 units. */
  readonly character: number;
}

interface Range {
  readonly start: Position;
  readonly end: Position;
}

interface Document {
  readonly textDocument: { readonly uri: string };
}

interface DocumentPosition extends Document {
  readonly position: Position;
}

export interface ServerDiagnostic {
  readonly range: Range;
  readonly message: string;
  readonly code?: number | string;
  /** 1 error, 2 warning, 3 information, 4 hint. */
  readonly severity?: number;
}

interface Markup {
  readonly kind: "markdown" | "plaintext";
  readonly value: string;
}

export interface ServerCompletion {
  readonly label: string;
  readonly kind?: number;
  readonly detail?: string;
  readonly sortText?: string;
  readonly insertText?: string;
  readonly textEdit?: { readonly range: Range; readonly newText: string };
  readonly data?: unknown;
}

export interface Hover {
  readonly contents: Markup;
}

export interface SignatureHelp {
  readonly activeSignature?: number;
  readonly signatures: readonly {
    readonly label: string;
    readonly documentation?: Markup | string;
  }[];
}

/** What happened to a file on disk: 1 created, 2 changed, 3 deleted. */
export interface FileEvent {
  readonly uri: string;
  readonly type: 1 | 2 | 3;
}

/** Requests of the language server, by method. */
export interface ServerRequests {
  "textDocument/diagnostic": {
    readonly params: Document;
    readonly result: { readonly items?: readonly ServerDiagnostic[] };
  };
  "textDocument/completion": {
    readonly params: DocumentPosition;
    readonly result: { readonly items: readonly ServerCompletion[] } | null;
  };
  "completionItem/resolve": {
    readonly params: ServerCompletion;
    readonly result: ServerCompletion;
  };
  "textDocument/hover": { readonly params: DocumentPosition; readonly result: Hover | null };
  "textDocument/signatureHelp": {
    readonly params: DocumentPosition;
    readonly result: SignatureHelp | null;
  };
  "custom/initializeAPISession": {
    readonly params: Readonly<Record<string, never>>;
    readonly result: { readonly pipe: string };
  };
}
