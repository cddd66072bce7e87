import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type HistoryEntry, HistoryFile } from "../../../kernel/server/history-file.ts";

let folder: string;
let path: string;
let logged: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "triptych-history-"));
  path = join(folder, "data", "history.jsonl");
  logged = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (): HistoryFile => new HistoryFile(path, (line) => void logged.push(line));

function entry(line: number, input = `cell ${line}`, session = 1): HistoryEntry {
  return { session, line, input, output: line % 2 === 0 ? String(line) : null };
}

describe("HistoryFile", () => {
  it("is empty where there is none, and makes none by being read", () => {
    expect(open().read()).toEqual([]);
    expect(existsSync(path)).toBe(false);
  });

  it("gives back what any kernel has added, a line for each cell, to its user alone", () => {
    const entries = [entry(1, "const s = '\n😀';"), entry(2), entry(1, "other", 2)];
    for (const added of entries) open().append(added);
    expect(open().read()).toEqual(entries);
    expect(readFileSync(path, "utf8").split("\n")).toHaveLength(entries.length + 1);
    expect(statSync(path).mode & 0o077).toBe(0);
  });

  it("leaves out lines that are no cell", () => {
    open().append(entry(1));
    appendFileSync(path, 'nonsense\n{"session":1}\n[]\n{"session":1,"line":"2","input":"a"}\n\n');
    open().append(entry(2));
    appendFileSync(path, '{"session":1,"line":3,"inp');
    expect(open().read()).toEqual([entry(1), entry(2)]);
  });

  it("stays bounded and keeps the newest cells", () => {
    const file = open();
    for (let line = 1; line <= 200; line += 1) file.append(entry(line, "x".repeat(50_000)));
    const sizes = [path, `${path}.old`].map((part) => statSync(part).size);
    expect(Math.max(...sizes)).toBeLessThan(2_200_000);
    const lines = file.read().map(({ line }) => line);
    expect(lines.at(-1)).toBe(200);
    expect(lines).toEqual(Array.from({ length: lines.length }, (_, i) => 201 - lines.length + i));
    expect(lines.length).toBeGreaterThan(40);
  });

  it("leaves out a large output, and a cell that is too large by itself", () => {
    open().append({ ...entry(1), output: "x".repeat(200_000) });
    open().append(entry(2, "x".repeat(200_000)));
    expect(open().read()).toEqual([{ ...entry(1), output: null }]);
  });

  it("is off, and says so once, where it can not be written", () => {
    writeFileSync(join(folder, "data"), "not a folder");
    const file = open();
    file.append(entry(1));
    file.append(entry(2));
    expect(logged).toHaveLength(1);
    expect(logged[0]).toContain("cells are not kept for later sessions");
    expect(file.read()).toEqual([]);
  });
});
