import { describe, expect, it } from "vitest";
import { hansHeuristics, hansLabels, readHans } from "../../../src/data/index.ts";
import { parsePublishedHans } from "../../../src/data/text/hans.ts";
import { useDataFolder } from "./data-folder.ts";
import { isFound } from "./found.ts";

const header = "label\theuristic\tsubcase\ttemplate\tpremise\thypothesis";
// The published header.
const published =
  "gold_label\tsentence1_binary_parse\tsentence2_binary_parse\tsentence1_parse\tsentence2_parse\t" +
  "sentence1\tsentence2\tpairID\theuristic\tsubcase\ttemplate";

describe("parsePublishedHans", () => {
  it("finds the columns by name and tidies the sentences", () => {
    const line =
      "entailment\t( )\t( )\t(S)\t(S)\tbecause it rained , the cat slept .\tThe cat slept .\tex7\tconstituent\tce_x\ttemp1";
    expect(parsePublishedHans(Buffer.from(`${published}\n${line}\n`), "x.txt")).toEqual([
      {
        id: "1",
        label: "entailment",
        heuristic: "constituent",
        subcase: "ce_x",
        template: "temp1",
        premise: "Because it rained, the cat slept.",
        hypothesis: "The cat slept.",
      },
    ]);
  });
});

describe("readHans", () => {
  const data = useDataFolder();
  const read = () => readHans("test", { folders: [data.path()] });

  it("reads a table", async () => {
    data.put("hans/test.tsv", `${header}\nnon-entailment\tsubsequence\tsn\tt\tA b c.\tB c.\n`);
    expect((await read()).rows).toMatchObject([{ label: "non-entailment", premise: "A b c." }]);
  });

  it.each([
    { name: "another label", line: "neutral\tsubsequence\ts\tt\ta\tb", message: "have a label of" },
    { name: "another heuristic", line: "entailment\tlength\ts\tt\ta\tb", message: "heuristic of" },
    {
      name: "an empty sentence",
      line: "entailment\tsubsequence\ts\tt\ta\t",
      message: "two sentences",
    },
    { name: "too few cells", line: "entailment\tsubsequence", message: "have 6 cells, got 2" },
  ])("refuses a line with $name", async ({ line, message }) => {
    data.put("hans/test.tsv", `${header}\n${line}\n`);
    await expect(read()).rejects.toThrow(new RegExp(`hans/test\\.tsv: line 2 must .*${message}`));
  });

  it("refuses a published file that was changed", async () => {
    data.put("hans/heuristics_evaluation_set.txt", published);
    await expect(read()).rejects.toMatchObject({
      expectedSha256: expect.stringMatching(/^c55b62fe/),
    });
  });

  it("says what is missing and how to get it", async () => {
    await expect(read()).rejects.toThrow(
      "Run: node scripts/fetch-data.mjs hans heuristics_evaluation_set.txt.",
    );
  });

  it.for([
    { part: "train", perSubcase: 200 },
    { part: "test", perSubcase: 100 },
  ] as const)(
    "reads the slice of $part: $perSubcase pairs of each of 30 subcases",
    async ({ part, perSubcase }, { skip }) => {
      skip(!isFound("hans", `${part}.tsv`), `hans/${part}.tsv is not in a data folder`);
      const { rows, slice } = await readHans(part);
      if (!slice.startsWith(`${part}.tsv, `)) skip("the data folders have another version");
      const counts = new Map<string, number>();
      for (const { heuristic, label, subcase } of rows) {
        const key = `${heuristic} ${label} ${subcase}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      expect([...counts.values()]).toEqual(Array(30).fill(perSubcase));
      for (const heuristic of hansHeuristics) {
        for (const label of hansLabels) {
          const keys = [...counts.keys()].filter((key) => key.startsWith(`${heuristic} ${label} `));
          expect(keys).toHaveLength(5);
        }
      }
    },
  );
});
