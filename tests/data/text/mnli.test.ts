import { describe, expect, it } from "vitest";
import { mnliLabels, readMnli } from "../../../src/data/index.ts";
import { useDataFolder } from "./data-folder.ts";
import { isFound } from "./found.ts";

const pair = {
  annotator_labels: ["neutral"],
  gold_label: "neutral",
  genre: "letters",
  sentence1: " It rained. ",
  sentence2: "It rained in May.",
};
const jsonl = (...rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row)).join("\n");

describe("readMnli", () => {
  const data = useDataFolder();
  const read = () => readMnli("dev_mismatched", { folders: [data.path()] });

  it("reads a table", async () => {
    data.put(
      "mnli/dev_mismatched.tsv",
      "label\tgenre\tpremise\thypothesis\nentailment\toup\tAn ox lows.\tAn animal lows.\n",
    );
    expect((await read()).rows).toEqual([
      {
        id: "1",
        label: "entailment",
        genre: "oup",
        premise: "An ox lows.",
        hypothesis: "An animal lows.",
      },
    ]);
  });

  it("reads the published lines and leaves out pairs without a gold label", async () => {
    const rows = jsonl(
      pair,
      { ...pair, gold_label: "-" },
      { ...pair, gold_label: "contradiction" },
    );
    data.put("mnli/multinli_1.0_dev_mismatched.jsonl", rows);
    const reading = await read();
    expect(reading.slice).toContain("2 rows");
    expect(reading.rows.map(({ id, label }) => [id, label])).toEqual([
      ["1", "neutral"],
      ["3", "contradiction"],
    ]);
    expect(reading.rows[0]).toMatchObject({ premise: "It rained.", genre: "letters" });
  });

  it("reads them in the folder of the unpacked archive", async () => {
    data.put("mnli/multinli_1.0/multinli_1.0_dev_mismatched.jsonl", jsonl(pair));
    expect((await read()).rows).toHaveLength(1);
  });

  it.each([
    {
      name: "another label",
      line: { ...pair, gold_label: "maybe" },
      message: "a valid gold_label",
    },
    { name: "no genre", line: { ...pair, genre: undefined }, message: "a valid genre" },
  ])("refuses a line with $name", async ({ line, message }) => {
    data.put("mnli/multinli_1.0_dev_mismatched.jsonl", jsonl(pair, line));
    await expect(read()).rejects.toThrow(
      new RegExp(`multinli_1\\.0_dev_mismatched\\.jsonl: line 2 must have ${message}`),
    );
  });

  it.each([
    { name: "another label", line: "yes\toup\ta\tb", message: "line 2 must have a label of" },
    { name: "an empty cell", line: "neutral\toup\t\tb", message: "got an empty cell" },
  ])("refuses a table line with $name", async ({ line, message }) => {
    data.put("mnli/dev_mismatched.tsv", `label\tgenre\tpremise\thypothesis\n${line}\n`);
    await expect(read()).rejects.toThrow(message);
  });

  it("says what is missing and how to get it", async () => {
    await expect(read()).rejects.toThrow(
      /mnli must be at .*multinli_1\.0\.zip or .*Run: node scripts\/fetch-data\.mjs mnli multinli_1\.0\.zip/,
    );
  });

  it("reads the slice train.tsv: 795 to 955 pairs of each genre and label", async ({ skip }) => {
    skip(!isFound("mnli", "train.tsv"), "mnli/train.tsv is not in a data folder");
    const { rows, slice } = await readMnli("train");
    if (!slice.startsWith("train.tsv, ")) skip("the data folders have another version");
    expect(rows).toHaveLength(12_988);
    const genres = [...new Set(rows.map(({ genre }) => genre))].sort();
    expect(genres).toEqual(["fiction", "government", "slate", "telephone", "travel"]);
    const cells = genres.flatMap((genre) =>
      mnliLabels.map((label) => rows.filter((r) => r.genre === genre && r.label === label).length),
    );
    expect([Math.min(...cells), Math.max(...cells)]).toEqual([795, 955]);
  });

  it("reads the slice dev_matched.tsv", async ({ skip }) => {
    skip(!isFound("mnli", "dev_matched.tsv"), "mnli/dev_matched.tsv is not in a data folder");
    const { rows, slice } = await readMnli("dev_matched");
    if (!slice.startsWith("dev_matched.tsv, ")) skip("the data folders have another version");
    expect(rows).toHaveLength(7828);
  });
});
