import { expect, it } from "vitest";
import { CellDocuments } from "../../../../kernel/evaluate/check/cell-documents.ts";

it("shows the server a document only when it is asked to", () => {
  const shown: string[] = [];
  const server = {
    write: (path: string, text: string) => void shown.push(`${path}: ${text}`),
    close: (path: string) => void shown.push(`${path} closed`),
  };
  const documents = new CellDocuments(server, "/notebook");
  for (const name of ["a", "b", "c"]) documents.add(`${name}.ts`, name);
  documents.open(["b.ts", "unknown.ts"]);
  documents.open(["b.ts"]);
  expect(shown).toEqual(["/notebook/b.ts: b"]);
  documents.remove(["a.ts"]);
  expect(documents.waiting).toEqual(["c.ts"]);
  documents.remove(["b.ts"]);
  expect(shown).toEqual(["/notebook/b.ts: b", "/notebook/b.ts closed"]);
});
