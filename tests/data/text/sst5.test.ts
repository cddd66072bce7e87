import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readSst5 } from "../../../src/data/index.ts";
import { parseSst5 } from "../../../src/data/text/sst5.ts";
import { useDataFolder } from "./data-folder.ts";
import { isFound } from "./found.ts";

const parse = (text: string) => parseSst5(Buffer.from(text), "train.tsv", "train");

describe("parseSst5", () => {
  it("reads label and text below the header", () => {
    expect(parse("label\ttext\n4\tA fine film.\n0\tA bore.\n")).toEqual([
      { id: "train-1", label: 4, text: "A fine film." },
      { id: "train-2", label: 0, text: "A bore." },
    ]);
  });

  it.each([
    {
      name: "another label",
      text: "label\ttext\n5\tx",
      message: "line 2 must have a label of 0, 1",
    },
    {
      name: "a cell too many",
      text: "label\ttext\n1\tx\ty",
      message: "line 2 must have 2 cells, got 3",
    },
    { name: "no text", text: "label\ttext\n1\tx\n1\t ", message: "line 3 must have a text" },
    {
      name: "another header",
      text: "label\tsentence\n",
      message: "line 1 must name .* called text",
    },
  ])("refuses a table with $name", ({ text, message }) => {
    expect(() => parse(text)).toThrow(new RegExp(`train\\.tsv: ${message}`));
  });
});

describe("readSst5", () => {
  const data = useDataFolder();
  const read = () => readSst5("dev", { folders: [data.path()] });

  it("reads trees, and writes their words as people do", async () => {
    const trees = [
      "(3 (2 It) (4 (2 's) (3 (2 (2 ``) (2 (2 good) (2 ''))) (2 .))))",
      "(1 (2 (2 -LRB-) (2 (2 Yes) (2 -RRB-))) (1 (2 (2 I) (2 (2 ca) (2 n't))) (2 (2 and\\/or) (2 wo) (2 n't))))",
      "(2 (2 The) (2 (2 actors) (2 (2 ') (2 (2 art) (2 (2 ,) (2 (2 $) (2 (2 7) (2 ?))))))))",
    ];
    data.put("sst5/trees/dev.txt", `${trees.join("\n")}\n`);
    const { rows } = await read();
    expect(rows).toEqual([
      { id: "dev-1", label: 3, text: 'It\'s "good".' },
      { id: "dev-2", label: 1, text: "(Yes) I can't and/or won't" },
      { id: "dev-3", label: 2, text: "The actors' art, $7?" },
    ]);
  });

  it.each(["no tree", "(3 (2 a) (2 b)", "(7 (2 a) (2 b))"])("refuses the tree %s", async (tree) => {
    data.put("sst5/trees/dev.txt", tree);
    await expect(read()).rejects.toThrow(/trees\/dev\.txt: line 1 must/);
  });

  it("prefers trees to a table", async () => {
    data.put("sst5/dev.tsv", "label\ttext\n0\ttable\n");
    expect((await read()).rows[0]!.text).toBe("table");
    data.put("sst5/trees/dev.txt", "(2 (2 a) (2 tree))");
    expect((await read()).rows[0]!.text).toBe("a tree");
  });

  it("refuses an archive that is not the published one", async () => {
    data.put("sst5/trainDevTestTrees_PTB.zip", "PK");
    await expect(read()).rejects.toMatchObject({
      name: "DatasetError",
      expectedSha256: expect.stringMatching(/^5c613a4f/),
      message: expect.stringContaining("fetch-data.mjs sst5 trainDevTestTrees_PTB.zip"),
    });
  });

  it("says what is missing and how to get it", async () => {
    await expect(read()).rejects.toMatchObject({
      name: "DatasetError",
      path: join(data.path(), "sst5", "trainDevTestTrees_PTB.zip"),
      message: expect.stringMatching(/sst5\/dev\.tsv.*Run: node scripts\/fetch-data\.mjs sst5 /),
    });
  });

  // Counts of the slices' own description.
  it.for([
    { part: "train", counts: [1092, 2216, 1622, 2320, 1286] },
    { part: "dev", counts: [139, 289, 229, 279, 165] },
    { part: "test", counts: [226, 510, 302, 404, 327] },
  ] as const)("reads the slice of $part", async ({ part, counts }, { skip }) => {
    skip(!isFound("sst5", `${part}.tsv`), `sst5/${part}.tsv is not in a data folder`);
    const { rows, slice } = await readSst5(part);
    if (!slice.startsWith(`${part}.tsv, `)) skip("the data folders have another version");
    const found = [0, 1, 2, 3, 4].map((label) => rows.filter((row) => row.label === label).length);
    expect(found).toEqual(counts);
  });
});
