import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { explorer } from "../../../src/report/explorer/explorer.ts";
import { flattenRun } from "../../../src/report/explorer/flatten.ts";
import { packRuns } from "../../../src/report/explorer/pack.ts";
// The page's own code, as the browser has it.
import {
  arrange,
  commandOf,
  openRuns,
  settingsOf,
} from "../../../src/report/explorer/page/columns.js";

const records = [
  {
    hash: "aaaaaaaaaaaa",
    job: "cell",
    config: { method: "borat", eta: 0.1 },
    result: { accuracy: 0.9 },
  },
  {
    hash: "bbbbbbbbbbbb",
    job: "cell",
    config: { method: "sgd", eta: 1 },
    result: { accuracy: 0.5 },
  },
  { hash: "cccccccccccc", job: "cell", config: { method: "adam" }, result: { accuracy: "NaN" } },
  {
    hash: "dddddddddddd",
    job: "cell",
    config: { method: "sgd", eta: 0.1, options: { name: "it's" } },
    result: {
      accuracy: 0.7,
      epochs: [
        { epoch: 1, loss: 2 },
        { epoch: 2, loss: 1 },
      ],
    },
  },
];

function open() {
  const { meta, data } = packRuns(records.map((record) => flattenRun(record)));
  return openRuns(JSON.parse(JSON.stringify(meta)), data);
}

const all = { search: "", filters: {}, sort: null, group: "" };

describe("runs in the explorer's page", () => {
  it.each([
    { name: "finds words in any text", choice: { search: "SGD dddd" }, rows: [3] },
    {
      name: "filters by part of a text",
      choice: { filters: { "config.method": "a" } },
      rows: [0, 2],
    },
    { name: "filters by a bound", choice: { filters: { "config.eta": ">= 1" } }, rows: [1] },
    {
      name: "filters results by a bound, though one is no number",
      choice: { filters: { "result.accuracy": "<0.8" } },
      rows: [1, 3],
    },
    {
      name: "sorts results, what is no number last",
      choice: { sort: { column: "result.accuracy", direction: 1 } },
      rows: [1, 3, 0, 2],
    },
    { name: "filters by a number", choice: { filters: { "config.eta": "0.1" } }, rows: [0, 3] },
    {
      name: "filters by a range",
      choice: { filters: { "config.eta": "0.05..0.5" } },
      rows: [0, 3],
    },
    {
      name: "sorts, what has no number last",
      choice: { sort: { column: "config.eta", direction: -1 } },
      rows: [1, 0, 3, 2],
    },
    {
      name: "groups, with a heading before each",
      choice: { group: "config.method" },
      rows: [-1, 2, -2, 0, -3, 1, 3],
    },
  ])("$name", ({ choice, rows }) => {
    expect(arrange(open(), { ...all, ...choice }).rows).toEqual(rows);
  });

  it("have their results before their settings, though they are not of one kind", () => {
    const others = {
      hash: "e",
      job: "noise",
      config: { program: "vec2vec" },
      result: { error: 1 },
    };
    const mixed = packRuns([others, ...records].map((record) => flattenRun(record)));
    expect(mixed.meta.columns.map(({ name }) => name)).toEqual([
      "run",
      "job",
      "result.error",
      "result.accuracy",
      "config.program",
      "config.method",
      "config.eta",
      "config.options.name",
    ]);
  });

  it("have their courses, and none where there are none", () => {
    const [curve] = open().curves;
    expect(curve).toMatchObject({ name: "loss by epoch", x: "epoch" });
    expect(curve?.of(3).map((axis: Float32Array) => [...axis])).toEqual([
      [1, 2],
      [2, 1],
    ]);
    expect(curve?.of(0).map((axis: Float32Array) => [...axis])).toEqual([[], []]);
  });

  it("tell their settings and a command that a shell takes as it is", () => {
    const runs = open();
    expect(settingsOf(runs, 1)).toEqual([
      ["method", "sgd"],
      ["eta", "1"],
    ]);
    expect(commandOf(runs, 3)).toBe(
      `npx triptych run cell --set method=sgd --set eta=0.1 --set 'options.name=it'\\''s'`,
    );
  });
});

describe("explorer", () => {
  const folder = mkdtempSync(join(tmpdir(), "explorer-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("reads files and folders, of each run the newest, and leaves out a line that is being written", () => {
    mkdirSync(join(folder, "runs/one"), { recursive: true });
    const write = (name: string, lines: readonly object[], end = "") =>
      writeFileSync(
        join(folder, name),
        lines.map((line) => `${JSON.stringify(line)}\n`).join("") + end,
      );
    write("runs/one/results.jsonl", [{ hash: "a", time: "1", seconds: 1 }], '{"hash":');
    write("runs/kept.jsonl", [
      { hash: "a", time: "2", seconds: 2 },
      { hash: "b", time: "1" },
    ]);
    expect(explorer(join(folder, "runs")).records).toEqual([
      { hash: "a", time: "2", seconds: 2 },
      { hash: "b", time: "1" },
    ]);
  });

  it("says what is missing", () => {
    expect(() => explorer(join(folder, "nothing"))).toThrow(
      /a file or folder of runs is required, got/,
    );
  });

  it("is a page that needs nothing else, and ends no script early", () => {
    const html = explorer([
      { hash: "a", config: { text: "</script><b>" } },
      { hash: "b" },
    ]).toHtml();
    expect(html.match(/<\/script>/g)).toHaveLength(1);
    expect(html).not.toMatch(/<script[^>]* src=|\bimport\b/);
  });
});
