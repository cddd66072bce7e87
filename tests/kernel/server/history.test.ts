import { describe, expect, it } from "vitest";
import { History } from "../../../kernel/server/history.ts";
import { parseHistoryRequest } from "../../../kernel/wire/index.ts";

const inputs = ["1 + 1", "const a = 2", "1 + 1", "a * [3][0]"];

function query(request: Record<string, unknown>): readonly unknown[] {
  const history = new History();
  inputs.forEach((input, index) => {
    history.add(index + 1, input);
  });
  history.setOutput(1, "2");
  return history.query(parseHistoryRequest({ raw: true, ...request }));
}

describe("History", () => {
  it("gives the newest cells, oldest first", () => {
    expect(query({ hist_access_type: "tail", n: 2 })).toEqual([
      [1, 3, "1 + 1"],
      [1, 4, "a * [3][0]"],
    ]);
    expect(query({ hist_access_type: "tail", n: 0 })).toEqual([]);
  });

  it("gives a range without its end, in this session only", () => {
    const range = { hist_access_type: "range", start: 2, stop: 4 };
    expect(query({ ...range, session: 0 })).toEqual(query({ ...range, session: 1 }));
    expect(query({ ...range, session: 1 })).toEqual([
      [1, 2, "const a = 2"],
      [1, 3, "1 + 1"],
    ]);
    expect(query({ ...range, session: -1 })).toEqual([]);
  });

  it("pairs inputs with outputs when asked", () => {
    expect(query({ hist_access_type: "range", start: 1, stop: 3, output: true })).toEqual([
      [1, 1, ["1 + 1", "2"]],
      [1, 2, ["const a = 2", null]],
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
