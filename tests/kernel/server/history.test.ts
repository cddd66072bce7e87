import { describe, expect, it } from "vitest";
import { History, type HistoryStore } from "../../../kernel/server/history.ts";
import type { HistoryEntry } from "../../../kernel/server/history-file.ts";
import { parseHistoryRequest } from "../../../kernel/wire/index.ts";

/** The number of the session that asks. */
const session = 50;
const inputs = ["1 + 1", "const a = 2", "1 + 1", "a * [3][0]"];

function memoryStore(entries: HistoryEntry[] = []): HistoryStore & { entries: HistoryEntry[] } {
  return { entries, append: (entry) => void entries.push({ ...entry }), read: () => [...entries] };
}

function query(request: Record<string, unknown>, store?: HistoryStore): readonly unknown[] {
  const history = new History(store, session);
  inputs.forEach((input, index) => {
    history.add(index + 1, input);
  });
  history.setOutput(1, "2");
  return history.query(parseHistoryRequest({ raw: true, ...request }));
}

describe("History", () => {
  it("gives the newest cells, oldest first", () => {
    expect(query({ hist_access_type: "tail", n: 2 })).toEqual([
      [session, 3, "1 + 1"],
      [session, 4, "a * [3][0]"],
    ]);
    expect(query({ hist_access_type: "tail", n: 0 })).toEqual([]);
  });

  it("forgets results that are very long, and the oldest of very many cells", () => {
    const history = new History(memoryStore(), session);
    history.add(1, "'x'.repeat(1e6)");
    history.setOutput(1, "x".repeat(1e6));
    const tail = (n: number) =>
      history.query(parseHistoryRequest({ hist_access_type: "tail", n, output: true }));
    expect(tail(1)).toEqual([[session, 1, ["'x'.repeat(1e6)", null]]]);
    for (let line = 2; line < 12_000; line++) history.add(line, "1");
    history.save();
    expect(tail(20_000)).toHaveLength(10_000);
    expect(tail(20_000).at(-1)).toEqual([session, 11_999, ["1", null]]);
  });

  it("gives a range without its end", () => {
    const range = { hist_access_type: "range", start: 2, stop: 4 };
    expect(query({ ...range, session: 0 })).toEqual(query({ ...range, session }));
    expect(query({ ...range, session })).toEqual([
      [session, 2, "const a = 2"],
      [session, 3, "1 + 1"],
    ]);
    expect(query({ ...range, session: -1 })).toEqual([]);
  });

  it("pairs inputs with outputs when asked", () => {
    expect(query({ hist_access_type: "range", start: 1, stop: 3, output: true })).toEqual([
      [session, 1, ["1 + 1", "2"]],
      [session, 2, ["const a = 2", null]],
    ]);
  });

  it.each([
    { pattern: "1*", options: {}, lines: [1, 3] },
    { pattern: "1*", options: { unique: true }, lines: [3] },
    { pattern: "*", options: { n: 2 }, lines: [3, 4] },
    { pattern: "? [+] 1", options: {}, lines: [1, 3] },
    { pattern: "*[[]3]*", options: {}, lines: [4] },
    { pattern: "[!1]*", options: {}, lines: [2, 4] },
    { pattern: "a", options: {}, lines: [] },
  ])("searches for $pattern with $options", ({ pattern, options, lines }) => {
    const rows = query({ hist_access_type: "search", pattern, ...options });
    expect(rows.map((row) => (Array.isArray(row) ? row[1] : undefined))).toEqual(lines);
  });
});

describe("History with a store", () => {
  // Kernels that ran at the same time have written between one another's lines.
  const stored = [
    { session: 20, line: 1, input: "b", output: null },
    { session: 10, line: 1, input: "a", output: "1" },
    { session: 70, line: 1, input: "later", output: null },
    { session: 20, line: 2, input: "1 + 1", output: "2" },
  ];

  it("puts other sessions before its own, each in one piece", () => {
    const rows = query({ hist_access_type: "tail", n: 100 }, memoryStore(stored));
    expect(rows.slice(0, 5)).toEqual([
      [10, 1, "a"],
      [20, 1, "b"],
      [20, 2, "1 + 1"],
      [70, 1, "later"],
      [session, 1, "1 + 1"],
    ]);
  });

  it.each([
    { asked: -1, rows: [[20, 2, "1 + 1"]] },
    { asked: -2, rows: [] },
    { asked: 20, rows: [[20, 2, "1 + 1"]] },
    { asked: -3, rows: [] },
  ])("counts earlier sessions back: $asked", ({ asked, rows }) => {
    const range = { hist_access_type: "range", session: asked, start: 2, stop: 3 };
    expect(query(range, memoryStore(stored))).toEqual(rows);
  });

  it("searches all sessions; of equal cells `unique` keeps the newest", () => {
    const search = { hist_access_type: "search", pattern: "1*", output: true };
    expect(query({ ...search, unique: true }, memoryStore(stored))).toEqual([
      [session, 3, ["1 + 1", null]],
    ]);
    expect(query(search, memoryStore(stored))).toHaveLength(3);
  });

  it("stores each cell once, with its result", () => {
    const store = memoryStore();
    const history = new History(store, session);
    history.add(1, "1 + 1");
    history.setOutput(1, "2");
    history.save();
    history.add(2, "3");
    history.save();
    history.save();
    expect(store.entries).toEqual([
      { session, line: 1, input: "1 + 1", output: "2" },
      { session, line: 2, input: "3", output: null },
    ]);
  });
});
