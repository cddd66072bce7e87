import { describe, expect, it } from "vitest";
import { parseFeatureCsv } from "../../../src/data/index.ts";
import { parseCsv } from "../../../src/data/text/csv.ts";

const columns = { text: "review", label: "rating", spurious: "source" };
const parse = (...lines: readonly string[]) =>
  parseFeatureCsv(["review,rating,source", ...lines].join("\n"), columns);

describe("parseCsv", () => {
  it.each([
    {
      name: "plain cells",
      csv: "a,b\nc,d\n",
      cells: [
        ["a", "b"],
        ["c", "d"],
      ],
    },
    {
      name: "no break at the end",
      csv: "a,b\nc,d",
      cells: [
        ["a", "b"],
        ["c", "d"],
      ],
    },
    {
      name: "CRLF and a byte order mark",
      csv: "\ufeffa,b\r\nc,d\r\n",
      cells: [
        ["a", "b"],
        ["c", "d"],
      ],
    },
    { name: "empty cells", csv: ",a,\n", cells: [["", "a", ""]] },
    { name: "empty lines", csv: "a\n\n\r\nb\n", cells: [["a"], ["b"]] },
    {
      name: "quoted commas, breaks and quotes",
      csv: '"a,""b""\nc",d\n',
      cells: [['a,"b"\nc', "d"]],
    },
    { name: "an empty quoted cell", csv: '"",a', cells: [["", "a"]] },
    { name: "a lone carriage return", csv: "a\rb,c\n", cells: [["a\rb", "c"]] },
    { name: "nothing", csv: "", cells: [] },
  ])("parses $name", ({ csv, cells }) => {
    expect(parseCsv(csv).map((record) => record.cells)).toEqual(cells);
  });

  it("counts the lines inside quotes", () => {
    expect(parseCsv('a\n"b\nc"\n\nd').map(({ line }) => line)).toEqual([1, 2, 5]);
  });

  it.each([
    { name: "an open quote", csv: 'a\n"b,c\n', message: "line 2 must close the quote" },
    { name: "text after a quote", csv: '"a"b,c', message: "line 1 must have nothing beside" },
    { name: "a quote inside a plain cell", csv: 'a\nb "c",d', message: "line 2 must have a cell" },
  ])("refuses $name", ({ csv, message }) => {
    expect(() => parseCsv(csv)).toThrow(message);
  });
});

describe("parseFeatureCsv", () => {
  it("reads the named columns, in whatever order", () => {
    const csv = 'source,note,rating,review\r\nweb,,good,"Fine, really."\r\npaper,x,bad, Dull. \r\n';
    expect(parseFeatureCsv(csv, columns)).toEqual([
      { id: "2", text: "Fine, really.", label: "good", spurious: "web" },
      { id: "3", text: "Dull.", label: "bad", spurious: "paper" },
    ]);
  });

  it("suggests the nearest column", () => {
    expect(() => parseFeatureCsv("reviews,rating,source\n", columns)).toThrow(
      'the column for text must be one of reviews, rating, source, got "review". Did you mean "reviews"?',
    );
  });

  it.each([
    {
      name: "an empty cell",
      lines: ["a,good,web", "b,,web"],
      message: "line 3 must have a rating",
    },
    {
      name: "a cell too many",
      lines: ["a,b,good,web"],
      message: "line 2 must have 3 cells like the header, got 4",
    },
    {
      name: "one label",
      lines: ["a,good,web", "b,good,tv"],
      message: 'column rating must have two different values or more, got only "good"',
    },
    {
      name: "one value",
      lines: ["a,good,web", "b,bad,web"],
      message: "column source must have two",
    },
    { name: "no rows", lines: [], message: "got no rows" },
  ])("refuses $name", ({ lines, message }) => {
    expect(() => parse(...lines)).toThrow(message);
  });

  it("refuses an empty text", () => {
    expect(() => parseFeatureCsv("", columns)).toThrow("must have a header");
  });
});
